//! A challenge: something to bring about by deciding who goes next.

use serde::Deserialize;

use super::claim::{Case, Check, Verdict};
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
    /// Moves of the shortest way known.
    #[serde(default)]
    pub shortest: Option<u32>,
    /// The second part: on this program nobody can, and every order tried proves it.
    #[serde(default)]
    pub never: bool,
}

impl Challenge {
    /// Whether the goal is reached by what has happened so far.
    pub fn is_won(&self, case: &Case<'_>) -> bool {
        self.predicate.judge(case).verdict == Verdict::Holds
    }
}
