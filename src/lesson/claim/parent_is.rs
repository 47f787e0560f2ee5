//! `parent_is`: whose child a process was born.

use serde::Deserialize;

use super::{Case, Judge, Judgement};
use crate::lesson::pattern::glob;
use crate::model::{Field, Kind};

/// Every process of this name saw that one as its parent when it began.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParentIs {
    child: String,
    parent: String,
}

impl Judge for ParentIs {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let Some(parent) = case.known.pid(&self.parent) else { return Judgement::not_seen() };
        let starts = case.events.iter().filter(|event| event.kind == Kind::ProcessStart);
        let born = starts.filter(|event| event.actor.as_ref().is_some_and(|actor| glob(&self.child, actor)));
        let (so, odd): (Vec<_>, Vec<_>) = born.partition(|event| event.int(Field::Ppid) == Some(i64::from(parent)));
        match (so.is_empty(), odd.is_empty()) {
            (true, true) => Judgement::not_seen(),
            (_, false) => Judgement::broken(odd.iter().map(|event| event.n)),
            (_, true) => Judgement::holds(so.iter().map(|event| event.n)),
        }
    }
}
