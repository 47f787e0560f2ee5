//! A challenge: something to bring about by deciding who goes next.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::claim::{Case, Check, Verdict};
use super::knob::{Setting, Settings};
use crate::model::Both;

/// Something to bring about in step mode; every way of reaching it counts.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Challenge {
    /// Its id.
    pub id: String,
    /// The goal, in a sentence.
    pub goal: Both,
    /// Reached when this holds of the log so far.
    pub predicate: Check,
    /// The program that it is played on, where not the lesson's own.
    #[serde(default)]
    pub variant: Option<String>,
    /// Set only where these knobs are set so: those that its goal and its shortest way rest on.
    #[serde(default)]
    pub given: BTreeMap<String, Setting>,
    /// Moves of the shortest way known.
    #[serde(default)]
    pub shortest: Option<u32>,
    /// The second part: on this program nobody can, and every order tried proves it.
    #[serde(default)]
    pub never: bool,
}

impl Challenge {
    /// Whether it is played on this program, `None` being the lesson's own, with its knobs set so.
    pub fn is_about(&self, variant: Option<&str>, settings: &Settings) -> bool {
        self.variant.as_deref() == variant && settings.meet(&self.given)
    }

    /// Whether the goal is reached by what has happened so far.
    pub fn is_won(&self, case: &Case<'_>) -> bool {
        self.predicate.judge(case).verdict == Verdict::Holds
    }
}
