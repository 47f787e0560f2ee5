//! `parallelism`: how many cores something keeps busy, or would if nobody else were there.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::bounds::Bounds;
use super::figure::samples;
use super::{Case, Judge, Judgement};
use crate::lesson::pattern::Pattern;
use crate::lesson::quantity::Quantity;
use crate::model::tongue::{Both, both};
use crate::model::{ActorName, Field};

/// CPU time per second of the clock, of these processes taken together, while all of them are there:
/// `{ name = "parallelism", actor = "worker*", from = …, to = …, at_least = "$workers * 0.8" }`.
///
/// `at_least` counts the time spent ready and not running too: it holds on a busy machine, where CPU time alone would say
/// how busy the others are. `at_most` does not: a thread that wakes only to look whether it may go on is often ready.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parallelism {
    actor: String,
    from: Option<Pattern>,
    to: Option<Pattern>,
    at_least: Option<Quantity>,
    at_most: Option<Quantity>,
}

/// What the kernel said of a process at a moment, times in nanoseconds.
#[derive(Clone, Copy)]
struct Word {
    t: u64,
    used: i64,
    ready: i64,
    n: u64,
}

/// Shorter than this, in nanoseconds, it is all noise.
const SHORTEST: u64 = 200_000_000;

impl Judge for Parallelism {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let spans = together(self.words(case));
        let from = spans.iter().map(|(first, _)| first.t).min().unwrap_or(0);
        let to = spans.iter().map(|(_, last)| last.t).max().unwrap_or(0);
        let wall = to.saturating_sub(from);
        if wall < SHORTEST {
            return Judgement::not_seen();
        }
        let cores = |time: fn(&Word) -> i64| {
            spans.iter().map(|(first, last)| time(last) - time(first)).sum::<i64>() as f64 / wall as f64
        };
        let used = cores(|word| word.used);
        let wanted = cores(|word| word.used + word.ready);
        let least = Bounds { is: &None, at_least: &self.at_least, at_most: &None };
        let most = Bounds { is: &None, at_least: &None, at_most: &self.at_most };
        let so = least.hold(wanted, &case.known) && most.hold(used, &case.known);
        let measured = if self.at_least.is_some() { worth(used, wanted) } else { busy(used) };
        let shown = spans.iter().flat_map(|(first, last)| [first.n, last.n]);
        Judgement::of(so, shown).measured_as(measured)
    }
}

/// What `at_most` looks at: CPU seconds a second.
fn busy(used: f64) -> Both {
    both!("{used:.2} cores used", "用到 {used:.2} 个核")
}

/// What `at_least` looks at: those, and the seconds spent ready while no core was free.
fn worth(used: f64, wanted: f64) -> Both {
    both!(
        "{wanted:.2} cores used or waited for, {used:.2} of them used",
        "用到的核和在等的核一共 {wanted:.2} 个，其中用到 {used:.2} 个"
    )
}

impl Parallelism {
    /// What the kernel said of each process, in order.
    fn words(&self, case: &Case<'_>) -> Vec<Vec<Word>> {
        let mut words: BTreeMap<ActorName, Vec<Word>> = BTreeMap::new();
        for event in samples(case, &self.actor, &self.from, &self.to) {
            let (Some(actor), Some(used), Some(ready)) =
                (&event.actor, event.int(Field::CpuNs), event.int(Field::DelayNs))
            else {
                continue;
            };
            words.entry(actor.clone()).or_default().push(Word { t: event.t, used, ready, n: event.n });
        }
        words.into_values().collect()
    }
}

/// How far processes that were sampled in turn may lie apart, in nanoseconds.
const APART: u64 = 20_000_000;

/// The first and the last word on each process while all of them were there.
fn together(words: Vec<Vec<Word>>) -> Vec<(Word, Word)> {
    let from = words.iter().filter_map(|own| Some(own.first()?.t)).max().unwrap_or(0).saturating_sub(APART);
    let to = words.iter().filter_map(|own| Some(own.last()?.t)).min().unwrap_or(0).saturating_add(APART);
    let within = |own: &Vec<Word>| {
        let mut inside = own.iter().filter(|word| (from..=to).contains(&word.t));
        let first = *inside.next()?;
        Some((first, *inside.next_back()?))
    };
    let spans: Option<Vec<_>> = words.iter().map(within).collect();
    spans.unwrap_or_default()
}
