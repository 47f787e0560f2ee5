//! `parallelism`: how many cores something keeps busy, or would if nobody else were there.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::bounds::Bounds;
use super::figure::samples;
use super::{Case, Judge, Judgement};
use crate::lesson::pattern::Pattern;
use crate::lesson::quantity::Quantity;
use crate::model::{ActorName, Field};

/// CPU time per second of the clock, of these processes taken together:
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

/// What is known of a process between two of its samples.
struct Stretch {
    from: u64,
    to: u64,
    used_ns: i64,
    ready_ns: i64,
    n: u64,
}

/// Shorter than this, in nanoseconds, it is all noise.
const SHORTEST: u64 = 200_000_000;

impl Judge for Parallelism {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let stretches = self.stretches(case);
        let wall = covered(&stretches);
        if wall < SHORTEST {
            return Judgement::not_seen();
        }
        let cores = |time: fn(&Stretch) -> i64| stretches.iter().map(time).sum::<i64>() as f64 / wall as f64;
        let used = cores(|stretch| stretch.used_ns);
        let wanted = cores(|stretch| stretch.used_ns + stretch.ready_ns);
        let least = Bounds { is: &None, at_least: &self.at_least, at_most: &None };
        let most = Bounds { is: &None, at_least: &None, at_most: &self.at_most };
        let so = least.hold(wanted, &case.known) && most.hold(used, &case.known);
        let measured = if self.at_least.is_some() { wanted } else { used };
        Judgement::of(so, stretches.iter().map(|stretch| stretch.n)).measured(format!("{measured:.2}"))
    }
}

impl Parallelism {
    fn stretches(&self, case: &Case<'_>) -> Vec<Stretch> {
        let mut before: BTreeMap<ActorName, (u64, i64, i64)> = BTreeMap::new();
        let mut stretches = Vec::new();
        for event in samples(case, &self.actor, &self.from, &self.to) {
            let (Some(actor), Some(cpu), Some(delay)) =
                (&event.actor, event.int(Field::CpuNs), event.int(Field::DelayNs))
            else {
                continue;
            };
            if let Some((from, used, ready)) = before.insert(actor.clone(), (event.t, cpu, delay)) {
                let stretch = Stretch { from, to: event.t, used_ns: cpu - used, ready_ns: delay - ready, n: event.n };
                stretches.push(stretch);
            }
        }
        stretches
    }
}

/// The time that the stretches cover together, in nanoseconds; what overlaps counts once.
fn covered(stretches: &[Stretch]) -> u64 {
    let mut spans: Vec<(u64, u64)> = stretches.iter().map(|stretch| (stretch.from, stretch.to)).collect();
    spans.sort_unstable();
    let mut covered = 0;
    let mut reached = 0;
    for (from, to) in spans {
        covered += to.saturating_sub(from.max(reached));
        reached = reached.max(to);
    }
    covered
}
