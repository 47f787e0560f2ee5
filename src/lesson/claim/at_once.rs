//! `at_most`, `overlaps`: how many of something go on at once.

use serde::Deserialize;

use super::span::{ends_of, most_at_once, spans};
use super::{Case, Judge, Judgement};
use crate::lesson::pattern::Pattern;
use crate::lesson::quantity::Quantity;
use crate::model::event::{Field, Kind, Val};

/// Never more than so many at once.
///
/// `{ name = "at_most", of = "pool.task", most = "$workers" }` of an operation, from its begin to its end;
/// `{ name = "at_most", from = "lock.acquire end", to = "lock.release", most = 1 }` of what two events enclose.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AtMost {
    of: Option<Pattern>,
    from: Option<Pattern>,
    to: Option<Pattern>,
    most: Quantity,
}

/// At some moment at least so many at once.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlaps {
    of: Option<Pattern>,
    from: Option<Pattern>,
    to: Option<Pattern>,
    at_least: Quantity,
}

impl Judge for AtMost {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        judge(case, ends_of(&self.of, &self.from, &self.to), &self.most, |count, most| count <= most)
    }
}

impl Judge for Overlaps {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        if self.of.as_ref().is_some_and(|of| of.kinds == [Kind::TimeSleep]) && is_gated(case) {
            return Judgement::not_seen();
        }
        judge(case, ends_of(&self.of, &self.from, &self.to), &self.at_least, |count, least| count >= least)
    }
}

/// Whether somebody decided the order: there sleeps end at once, and whether two fall together says nothing.
fn is_gated(case: &Case<'_>) -> bool {
    let start = case.events.iter().find(|event| event.kind == Kind::RunStart);
    start.is_some_and(|start| matches!(start.get(Field::Gated), Some(Val::Bool(true))))
}

fn judge(case: &Case<'_>, ends: Option<(Pattern, Pattern)>, bound: &Quantity, fits: fn(f64, f64) -> bool) -> Judgement {
    let (Some((from, to)), Some(bound)) = (ends, bound.of(&case.known)) else { return Judgement::not_seen() };
    match most_at_once(&spans(case, &from, &to)) {
        (0, _) => Judgement::not_seen(),
        (count, shown) => Judgement::of(fits(count as f64, bound), shown).measured(count),
    }
}
