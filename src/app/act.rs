//! The acts of a lesson: predict, watch, report, see it side by side, the claims, one more question.

use crate::lesson::question::Asked;

/// Where in the lesson the learner is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A question is asked.
    Ask(Asking),
    /// The run, live or looked back on.
    Watch,
    /// What came out of it.
    Verdict(Page),
}

/// A question that is being asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asking {
    /// Before the run, after it, or at the end.
    pub phase: Asked,
    /// Its place among the lesson's questions.
    pub question: usize,
    /// The option chosen so far.
    pub chosen: Option<usize>,
    /// The answer stands and is shown to be right or wrong; Enter goes on.
    pub answered: bool,
}

/// What came out of a run, page by page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// Prediction, report and log side by side.
    Compare,
    /// The claims and what explains them: the first page of it, or one after it.
    Claims(usize),
    /// What to take along.
    Recap,
}

/// How many pages the claims and what explains them take in a window of so many rows.
pub fn claim_pages(rows: u16) -> usize {
    const TALL: u16 = 36;
    if rows < TALL { 2 } else { 1 }
}

impl Asking {
    /// A question, nothing chosen.
    pub fn new(phase: Asked, question: usize) -> Asking {
        Asking { phase, question, chosen: None, answered: false }
    }

    /// Chooses an option, if there is one at this place.
    pub fn choose(&mut self, option: usize, options: usize) {
        if option < options && !self.answered {
            self.chosen = Some(option);
        }
    }

    /// Chooses the next or the previous option.
    pub fn choose_next(&mut self, down: bool, options: usize) {
        let next = match (self.chosen, down) {
            (None, true) => 0,
            (None, false) => options.saturating_sub(1),
            (Some(at), true) => (at + 1).min(options.saturating_sub(1)),
            (Some(at), false) => at.saturating_sub(1),
        };
        self.choose(next, options);
    }
}
