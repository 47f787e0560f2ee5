//! Outcomes: what came out of many orders of one program, in a few words each, and how often.

use std::collections::BTreeMap;

use super::finding::Finding;
use super::schedule::Schedule;

/// One outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// In a few words: `counter=9`, `deadlock`.
    pub name: String,
    /// Whether it is as it should be.
    pub right: bool,
    /// How many orders gave it.
    pub count: usize,
    /// The shortest order that did, of those the one that changes actors least.
    pub schedule: Schedule,
    /// Why nobody can move at its end, where that is so.
    pub why: Option<Finding>,
}

/// All outcomes so far, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcomes(BTreeMap<String, Outcome>);

impl Outcomes {
    /// One more run came out like this; `why` is asked where its order is the shortest so far.
    pub fn count(&mut self, name: &str, right: bool, schedule: &Schedule, why: impl FnOnce() -> Option<Finding>) {
        let fresh = || Outcome { name: name.into(), right, count: 0, schedule: schedule.clone(), why: None };
        let outcome = self.0.entry(name.to_string()).or_insert_with(fresh);
        outcome.count += 1;
        outcome.right &= right;
        if outcome.count == 1 || effort(schedule) < effort(&outcome.schedule) {
            (outcome.schedule, outcome.why) = (schedule.clone(), why());
        }
    }

    /// All of them: right ones first, then by name.
    pub fn iter(&self) -> impl Iterator<Item = &Outcome> {
        let (right, wrong): (Vec<_>, Vec<_>) = self.0.values().partition(|outcome| outcome.right);
        right.into_iter().chain(wrong)
    }

    /// How many runs came out wrong.
    pub fn wrong(&self) -> usize {
        self.0.values().filter(|outcome| !outcome.right).map(|outcome| outcome.count).sum()
    }

    /// How many runs there were.
    pub fn total(&self) -> usize {
        self.0.values().map(|outcome| outcome.count).sum()
    }
}

/// Length, then how often the actor changes, then the names.
fn effort(schedule: &Schedule) -> (usize, usize, &Schedule) {
    let changes = schedule.0.windows(2).filter(|pair| pair[0].actor != pair[1].actor).count();
    (schedule.0.len(), changes, schedule)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_schedule_is_kept_and_one_wrong_run_makes_an_outcome_wrong() {
        let mut outcomes = Outcomes::default();
        for (text, right) in [("a,b,a,b", true), ("a*2,b*2", true), ("a*3,b*2", false)] {
            outcomes.count("x=1", right, &text.parse().unwrap(), || None);
        }
        let outcome = outcomes.iter().next().unwrap();
        assert_eq!((outcome.count, outcome.right, outcome.schedule.to_string()), (3, false, "a*2,b*2".into()));
        assert_eq!((outcomes.total(), outcomes.wrong()), (3, 3));
    }
}
