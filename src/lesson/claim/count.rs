//! `count`, `some`, `never`: how many events are like this.

use serde::Deserialize;

use super::bounds::Bounds;
use super::{Case, Judge, Judgement};
use crate::lesson::pattern::Pattern;
use crate::lesson::quantity::Quantity;

/// As many events are like this as said: `{ name = "count", of = "process.fork", is = "2 ** $forks - 1" }`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    of: Pattern,
    is: Option<Quantity>,
    at_least: Option<Quantity>,
    at_most: Option<Quantity>,
}

/// At least one event is like this.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Some {
    of: Pattern,
}

/// No event is like this.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Never {
    of: Pattern,
}

impl Judge for Count {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let found = found(case, &self.of);
        let bounds = Bounds { is: &self.is, at_least: &self.at_least, at_most: &self.at_most };
        let count = found.len();
        Judgement::of(bounds.hold(count as f64, &case.known), found).measured(count)
    }
}

impl Judge for Some {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let found = found(case, &self.of);
        Judgement::of(!found.is_empty(), found)
    }
}

impl Judge for Never {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let found = found(case, &self.of);
        Judgement::of(found.is_empty(), found)
    }
}

fn found(case: &Case<'_>, of: &Pattern) -> Vec<u64> {
    case.all(of).map(|event| event.n).collect()
}
