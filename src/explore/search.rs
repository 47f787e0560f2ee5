//! A search: which orders are tried, one after the other.
//!
//! What a search asks for next depends only on what the runs before have shown, never on which engine performed them or
//! when: so the result is the same with any number of engines.

use crate::model::Both;
use crate::model::report::Way;
use crate::model::schedule::{Schedule, Stand};
use crate::run::Performance;

use super::priorities::Priorities;

/// Decides which orders are tried.
pub(super) trait Search {
    /// The order to be tried now; after it, so far as that can be told already, those that come next. Empty: all were
    /// tried.
    fn next(&self, most: usize) -> Vec<Task>;

    /// Takes in what the order to be tried now has shown.
    ///
    /// # Errors
    /// In what way the program is not decided by the order alone.
    fn take(&mut self, run: &Performance, outcome: (&str, bool)) -> Result<(), Both>;

    /// How many more orders there are at least.
    fn pending(&self) -> usize;

    /// The way of it, for the report.
    fn way(&self) -> Way;
}

/// An order to be tried.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Task {
    /// How it begins.
    pub schedule: Schedule,
    /// Steps that need not be tried after that, because their orders were tried elsewhere.
    pub asleep: Vec<Stand>,
    /// How it goes on.
    pub then: Policy,
}

/// How an order goes on after its schedule.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Policy {
    /// The first who can.
    First,
    /// The one that went last, as long as it can; else the first who can.
    Stay,
    /// By priorities.
    Luck(Priorities),
}

impl Policy {
    /// Who goes, where that is not the keeper's to decide; `last` went last.
    pub fn choose(&mut self, stands: &[Stand], last: Option<&str>) -> Option<usize> {
        let first = || stands.iter().position(|stand| stand.lacks.is_none());
        match self {
            Policy::First => first(),
            Policy::Stay => goes_on(stands, last).or_else(first),
            Policy::Luck(priorities) => priorities.choose(stands),
        }
    }
}

/// The place of the one that went last, if it could go on.
pub(super) fn goes_on(stands: &[Stand], last: Option<&str>) -> Option<usize> {
    let last = last?;
    stands.iter().position(|stand| stand.lacks.is_none() && !stand.turn.timeout && stand.turn.actor == *last)
}
