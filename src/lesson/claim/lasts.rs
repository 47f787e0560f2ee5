//! `lasts`: how long each of something takes.

use serde::Deserialize;

use super::bounds::Bounds;
use super::span::{Span, ends_of, spans};
use super::{Case, Judge, Judgement};
use crate::lesson::pattern::Pattern;
use crate::lesson::quantity::Quantity;

/// Each takes so many seconds of the clock: `{ name = "lasts", from = "gil.take", to = "gil.drop", at_least = 0.005 }`.
///
/// Only a lower bound is certain on a busy machine.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lasts {
    of: Option<Pattern>,
    from: Option<Pattern>,
    to: Option<Pattern>,
    at_least: Option<Quantity>,
    at_most: Option<Quantity>,
}

impl Judge for Lasts {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let Some((from, to)) = ends_of(&self.of, &self.from, &self.to) else { return Judgement::not_seen() };
        let bounds = Bounds { is: &None, at_least: &self.at_least, at_most: &self.at_most };
        let over: Vec<(f64, Span)> =
            spans(case, &from, &to).into_iter().filter_map(|span| Some((seconds(&span)?, span))).collect();
        match over.iter().find(|(seconds, _)| !bounds.hold(*seconds, &case.known)) {
            _ if over.is_empty() => Judgement::not_seen(),
            Some((seconds, span)) => Judgement::broken(numbers(span)).measured(format!("{seconds:.3} s")),
            None => {
                let least = over.iter().map(|(seconds, _)| *seconds).fold(f64::INFINITY, f64::min);
                Judgement::holds(over.iter().flat_map(|(_, span)| numbers(span))).measured(format!("{least:.3} s"))
            }
        }
    }
}

/// How long it lasted; `None` if it did not come to its own end.
fn seconds(span: &Span) -> Option<f64> {
    if span.cut {
        return None;
    }
    Some(span.end?.1.saturating_sub(span.begin.1) as f64 / 1e9)
}

fn numbers(span: &Span) -> Vec<u64> {
    [Some(span.begin.0), span.end.map(|end| end.0)].into_iter().flatten().collect()
}
