//! `count`, `some`, `never`: how many events are like this.

use serde::Deserialize;

use super::{Case, Judge, Judgement};
use crate::lesson::pattern::Pattern;
use crate::lesson::quantity::Quantity;

/// As many events are like this as said: `{ name = "count", of = "process.start", is = "2 ** $forks" }`.
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
        let found: Vec<u64> = case.all(&self.of).map(|event| event.n).collect();
        let count = found.len() as f64;
        let bound = |quantity: &Option<Quantity>, fits: fn(f64, f64) -> bool| match quantity {
            None => true,
            Option::Some(quantity) => quantity.of(&case.known).is_some_and(|bound| fits(count, bound)),
        };
        let so = bound(&self.is, |count, is| count == is)
            && bound(&self.at_least, |count, least| count >= least)
            && bound(&self.at_most, |count, most| count <= most);
        Judgement::of(so, found).measured(count)
    }
}

impl Judge for Some {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let found: Vec<u64> = case.all(&self.of).map(|event| event.n).collect();
        Judgement::of(!found.is_empty(), found)
    }
}

impl Judge for Never {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let found: Vec<u64> = case.all(&self.of).map(|event| event.n).collect();
        Judgement::of(found.is_empty(), found)
    }
}
