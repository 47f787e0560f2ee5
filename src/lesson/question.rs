//! A question: asked before or after a run, and decided by the run.

use serde::Deserialize;

use super::claim::Check;
use crate::model::Both;

/// A question with a few answers, one of them right.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its id.
    pub id: String,
    /// When it is asked.
    pub phase: Asked,
    /// The question.
    pub text: Both,
    /// The answers, in the order in which they stand on screen.
    pub options: Vec<Choice>,
    /// What the run must show for the right answer to be right.
    #[serde(default)]
    pub grade: Option<Grade>,
    /// The program that it is about, where not the lesson's own.
    #[serde(default)]
    pub variant: Option<String>,
}

/// When a question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Asked {
    /// Before the run, which it locks.
    Predict,
    /// After the run: what happened?
    Report,
    /// At the end of the lesson.
    Recap,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its id: `a`, `b` …
    pub id: String,
    /// The answer.
    pub text: Both,
    /// Whether it is right in every run.
    #[serde(default)]
    pub right: bool,
    /// What a run must show for this answer to be right, where runs differ.
    #[serde(default)]
    pub shows: Option<Check>,
    /// What one who gives this answer believes.
    #[serde(default)]
    pub misconception: Option<Both>,
}

/// How the run decides a question.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Grade {
    /// By claims of the lesson, all of which must hold.
    Claims(Vec<String>),
    /// By a check of its own.
    Check(Check),
}
