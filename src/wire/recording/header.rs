//! The first line of a recording: what it is a recording of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::Both;

/// What a recording is a recording of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Header {
    /// Always [`Header::FORMAT`].
    pub format: String,
    /// The version of the format.
    pub version: u32,
    /// The version of the forklore that recorded.
    pub forklore: String,
    /// The lesson's id, or the command.
    pub program: String,
    /// `native` or `python`.
    pub engine: String,
    /// The variant of the lesson.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    /// The lesson's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Both>,
    /// Languages in which its sentences are: `en`, `zh`.
    pub languages: Vec<String>,
    /// The texts that the events' `file` and `line` point into, by file name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub sources: BTreeMap<String, String>,
}

impl Header {
    /// What the first field of every recording says.
    pub const FORMAT: &'static str = "forklore recording";
    /// The version of the format that this forklore writes and reads.
    pub const VERSION: u32 = 1;

    /// The header of a recording of this program on this engine.
    pub fn of(program: &str, engine: &str) -> Header {
        Header {
            format: Header::FORMAT.into(),
            version: Header::VERSION,
            forklore: env!("CARGO_PKG_VERSION").into(),
            program: program.into(),
            engine: engine.into(),
            languages: vec!["en".into(), "zh".into()],
            ..Header::default()
        }
    }
}
