//! A question: asked before or after a run, and decided by the run.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Lesson;
use super::claim::{Case, Check, Judgement, Scope, Verdict};
use super::knob::{Setting, Settings};
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
    /// Asked only where these knobs are set so: those that its words name.
    #[serde(default)]
    pub given: BTreeMap<String, Setting>,
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

/// What a run says to a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Graded<'q> {
    /// The right answer; `None` if this run does not decide it.
    pub right: Option<&'q Choice>,
    /// Whether this run shows it to be right: `NotSeen` where one run cannot.
    pub judgement: Judgement,
}

impl Question {
    /// Whether it is about this program, `None` being the lesson's own, with its knobs set so.
    pub fn is_about(&self, variant: Option<&str>, settings: &Settings) -> bool {
        self.variant.as_deref() == variant && settings.meet(&self.given)
    }

    /// Lets a run decide. The case is one of the program that the question is about.
    pub fn graded<'q>(&'q self, lesson: &Lesson, case: &Case<'_>) -> Graded<'q> {
        match self.options.iter().find(|option| option.right) {
            Some(right) => Graded { right: Some(right), judgement: self.borne_out(lesson, case) },
            None => self.shown(case),
        }
    }

    /// Whether what makes the right answer right is so in this run.
    fn borne_out(&self, lesson: &Lesson, case: &Case<'_>) -> Judgement {
        match &self.grade {
            None => Judgement::not_seen(),
            Some(Grade::Check(check)) => check.judge(case),
            Some(Grade::Claims(ids)) => {
                let claims = ids.iter().filter_map(|id| lesson.claim(id)).filter(|claim| claim.scope == Scope::Run);
                Judgement::together(claims.map(|claim| claim.judge(case)))
            }
        }
    }

    /// The answer whose sign this run shows.
    fn shown(&self, case: &Case<'_>) -> Graded<'_> {
        let judged = self.options.iter().filter_map(|option| Some((option, option.shows.as_ref()?.judge(case))));
        match judged.into_iter().find(|(_, judgement)| judgement.verdict == Verdict::Holds) {
            Some((option, judgement)) => Graded { right: Some(option), judgement },
            None => Graded { right: None, judgement: Judgement::not_seen() },
        }
    }
}
