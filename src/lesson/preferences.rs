//! Preferences: language, engine, theme; a small file that the learner may also write by hand.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Engine;
use super::store::{self, Found};
use crate::model::Lang;

/// The file's name in the configuration directory.
pub const FILE: &str = "settings.toml";

/// What is not set is decided by the machine: the locale, the lesson, the terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// `language = "zh"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Lang>,
    /// `engine = "python"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<Engine>,
    /// `theme = "light"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
}

impl Preferences {
    /// Reads the file in a configuration directory.
    pub fn load(dir: &Path) -> Found<Preferences> {
        store::read(&dir.join(FILE), |text| toml::from_str(text).map_err(|error| error.message().to_string()))
    }

    /// Writes the file.
    ///
    /// # Errors
    /// If the directory cannot be written.
    pub fn save(&self, dir: &Path) -> io::Result<()> {
        store::write(&dir.join(FILE), &toml::to_string(self).unwrap_or_default())
    }
}
