//! `family`: who has how many children, in the order in which they were made.

use serde::Deserialize;

use super::{Case, Judge, Judgement};
use crate::model::event::{Event, Kind};

/// The tree of the processes that were forked has this shape: `{ name = "family", of = "main", is = "((()))" }`. A process is a
/// pair of brackets around those of its children, the first-born first.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    of: String,
    is: String,
}

impl Judge for Family {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let made = |event: &&Event| matches!(event.kind, Kind::ProcessFork | Kind::ProcessSpawn);
        let forks: Vec<&Event> = case.events.iter().filter(made).filter(|event| event.outcome().is_none()).collect();
        if forks.is_empty() {
            return Judgement::not_seen();
        }
        let shape = shape(&self.of, &forks, forks.len());
        Judgement::of(shape == self.is, forks.iter().map(|fork| fork.n)).measured(shape)
    }
}

/// The shape below a process; nobody is deeper than there are forks.
fn shape(process: &str, forks: &[&Event], deepest: usize) -> String {
    let by = |fork: &&&Event| fork.actor.as_ref().is_some_and(|actor| actor.process() == process);
    let children = forks.iter().filter(by).filter_map(|fork| fork.child()).filter(|_| deepest > 0);
    let below: String = children.map(|child| shape(&child, forks, deepest - 1)).collect();
    format!("({below})")
}
