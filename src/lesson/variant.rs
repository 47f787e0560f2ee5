//! A variant: the lesson's program changed by a line or by its knobs, most often so that it breaks.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Engine;
use super::knob::Setting;
use crate::model::Both;

/// The id under which lists of variants mean the lesson's own program.
pub const MAIN: &str = "main";

/// The lesson's program changed by a line or by its knobs.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Its id, which is also its file's name: `mid-get.py`, `mid_get.rs`.
    pub id: String,
    /// Its name on screen.
    pub title: Both,
    /// What is different, in a sentence.
    pub about: Both,
    /// Knobs that make it, where it has no program of its own.
    #[serde(default)]
    pub set: BTreeMap<String, Setting>,
    /// The engines that can show it, where not all of the lesson's can.
    #[serde(default)]
    pub engines: Vec<Engine>,
    /// The plan of forks that stands in its program, where it is a drill: each seed has another.
    #[serde(default)]
    pub drill: Option<String>,
    /// Claims that it is known to break.
    #[serde(default)]
    pub breaks: Vec<String>,
    /// Id of the claim that tells a right order of it from a wrong one, where that is not the lesson's.
    #[serde(default)]
    pub right: Option<String>,
    /// Why a run of it ends, where it is not `done`: `hang` or `limit`.
    #[serde(default)]
    pub ends: Option<String>,
}

impl Variant {
    /// Whether it has a program of its own, and not only other knobs.
    pub fn has_program(&self) -> bool {
        self.set.is_empty()
    }
}
