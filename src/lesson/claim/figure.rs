//! `figure`: what the kernel says of a process: memory, switches, threads.

use serde::Deserialize;

use super::bounds::Bounds;
use super::{Case, Judge, Judgement};
use crate::lesson::pattern::{Pattern, Slot, glob};
use crate::lesson::quantity::Quantity;
use crate::model::{Event, Field, Kind};

/// A figure of the kernel's samples: `{ name = "figure", actor = "child", field = "private", take = "rise", at_least = "$mib * 1000000" }`.
///
/// `take`: `last` (without it), `max`, `min`, `rise` (largest after smallest). `from` and `to` are events between which it is looked at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    actor: String,
    field: Slot,
    #[serde(default)]
    take: Take,
    from: Option<Pattern>,
    to: Option<Pattern>,
    at_least: Option<Quantity>,
    at_most: Option<Quantity>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Take {
    #[default]
    Last,
    Max,
    Min,
    Rise,
}

impl Judge for Figure {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let seen: Vec<(f64, u64)> = samples(case, &self.actor, &self.from, &self.to)
            .filter_map(|event| Some((self.field.of(event)?.parse().ok()?, event.n)))
            .collect();
        let Some((figure, n)) = self.take.from(&seen) else { return Judgement::not_seen() };
        let bounds = Bounds { is: &None, at_least: &self.at_least, at_most: &self.at_most };
        Judgement::of(bounds.hold(figure, &case.known), [n]).measured(self.said(figure))
    }
}

impl Figure {
    /// The figure as one reads it: memory in MiB, as the kernel tells it in bytes.
    fn said(&self, figure: f64) -> String {
        match self.field {
            Slot::Field(Field::Rss | Field::Shared | Field::Private) => {
                format!("{:.1} MiB", figure / f64::from(1 << 20))
            }
            _ => figure.to_string(),
        }
    }
}

impl Take {
    fn from(self, seen: &[(f64, u64)]) -> Option<(f64, u64)> {
        match self {
            Take::Last => seen.last().copied(),
            Take::Max => seen.iter().copied().max_by(|a, b| a.0.total_cmp(&b.0)),
            Take::Min => seen.iter().copied().min_by(|a, b| a.0.total_cmp(&b.0)),
            Take::Rise => rise(seen),
        }
    }
}

/// The largest rise from an earlier figure to a later one.
fn rise(seen: &[(f64, u64)]) -> Option<(f64, u64)> {
    let mut least = f64::INFINITY;
    let rises = seen.iter().map(|(figure, n)| {
        least = least.min(*figure);
        (figure - least, *n)
    });
    rises.max_by(|a, b| a.0.total_cmp(&b.0))
}

/// The samples of such processes between two events.
pub(super) fn samples<'a>(
    case: &Case<'a>,
    actor: &str,
    from: &Option<Pattern>,
    to: &Option<Pattern>,
) -> impl Iterator<Item = &'a Event> {
    let first =
        |pattern: &Option<Pattern>| pattern.as_ref().map(|pattern| case.all(pattern).next().map(|event| event.t));
    let since = first(from).map_or(0, |at| at.unwrap_or(u64::MAX));
    let until = first(to).flatten().unwrap_or(u64::MAX);
    let of = move |event: &&Event| event.kind == Kind::Sample && (since..=until).contains(&event.t);
    let actor = actor.to_string();
    case.events.iter().filter(of).filter(move |event| event.actor.as_ref().is_some_and(|name| glob(&actor, name)))
}
