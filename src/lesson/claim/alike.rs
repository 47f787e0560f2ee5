//! `same`, `distinct`, `seen_before`: whether events agree in a word.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::bounds::Bounds;
use super::{Case, Judge, Judgement};
use crate::lesson::pattern::{Pattern, Slot};
use crate::lesson::quantity::Quantity;

/// All have the same: `{ name = "same", of = ["process.start", "process.exec"], by = "pid" }`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Same {
    of: Pattern,
    by: Slot,
}

/// No two have the same; or, where a number is told, there are so many different ones:
/// `{ name = "distinct", of = "pool.task begin", by = "pid", is = "$workers" }`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Distinct {
    of: Pattern,
    by: Slot,
    is: Option<Quantity>,
    at_least: Option<Quantity>,
    at_most: Option<Quantity>,
}

/// What each has was seen before: `{ name = "seen_before", of = { kind = "pool.task", phase = "begin", task = 4 },
/// by = "pid", in = "pool.task end" }`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenBefore {
    of: Pattern,
    by: Slot,
    r#in: Pattern,
}

impl Judge for Same {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let firsts = firsts(case, &self.of, self.by);
        match firsts.len() {
            0 => Judgement::not_seen(),
            count => Judgement::of(count == 1, firsts.into_values()),
        }
    }
}

impl Judge for Distinct {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let firsts = firsts(case, &self.of, self.by);
        let all = case.all(&self.of).filter(|event| self.by.of(event).is_some()).count();
        if all == 0 {
            return Judgement::not_seen();
        }
        let bounds = Bounds { is: &self.is, at_least: &self.at_least, at_most: &self.at_most };
        let counted = self.is.is_some() || self.at_least.is_some() || self.at_most.is_some();
        let different = firsts.len();
        let so = if counted { bounds.hold(different as f64, &case.known) } else { different == all };
        Judgement::of(so, firsts.into_values()).measured(different)
    }
}

impl Judge for SeenBefore {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let of: BTreeSet<u64> = case.all(&self.of).map(|event| event.n).collect();
        let earlier: BTreeSet<u64> = case.all(&self.r#in).map(|event| event.n).collect();
        let mut seen = BTreeMap::new();
        let mut shown = Vec::new();
        for event in case.events {
            let Some(has) = self.by.of(event) else { continue };
            if of.contains(&event.n) {
                let Some(before) = seen.get(&has) else { return Judgement::broken([event.n]) };
                shown.extend([*before, event.n]);
            }
            if earlier.contains(&event.n) {
                seen.insert(has, event.n);
            }
        }
        if shown.is_empty() { Judgement::not_seen() } else { Judgement::holds(shown) }
    }
}

/// Each different word, and the first event that has it.
fn firsts(case: &Case<'_>, of: &Pattern, by: Slot) -> BTreeMap<String, u64> {
    let mut firsts = BTreeMap::new();
    for event in case.all(of) {
        if let Some(has) = by.of(event) {
            firsts.entry(has.into_owned()).or_insert(event.n);
        }
    }
    firsts
}
