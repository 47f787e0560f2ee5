//! `before`, `all_before`: one thing comes first.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Case, Judge, Judgement};
use crate::lesson::pattern::{Pattern, Slot};

/// The first event like `first` comes before the first like `then`.
///
/// With `per = "value"` the two are compared for each value: its k-th `then` after its k-th `first`. Where the two name
/// the same thing in different words, `per` has both: `{ name = "before", first = "process.exit", then =
/// "process.join end", per = ["actor", "child"] }`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Before {
    first: Pattern,
    then: Pattern,
    per: Option<Per>,
}

/// What pairs are made by: one word of both events, or a word of each.
#[derive(Deserialize)]
#[serde(untagged)]
enum Per {
    Same(Slot),
    Each([Slot; 2]),
}

/// Every event like `first` comes before any like `then`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllBefore {
    first: Pattern,
    then: Pattern,
}

impl Judge for Before {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        match &self.per {
            None => first_before_first(case, &self.first, &self.then),
            Some(Per::Same(slot)) => pairs(&groups(case, &self.first, *slot), &groups(case, &self.then, *slot)),
            Some(Per::Each([a, b])) => pairs(&groups(case, &self.first, *a), &groups(case, &self.then, *b)),
        }
    }
}

impl Judge for AllBefore {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let last = case.all(&self.first).last().map(|event| event.n);
        let first = case.all(&self.then).next().map(|event| event.n);
        match (last, first) {
            (Some(last), Some(first)) => Judgement::of(last < first, [last.min(first), last.max(first)]),
            _ => Judgement::not_seen(),
        }
    }
}

fn first_before_first(case: &Case<'_>, first: &Pattern, then: &Pattern) -> Judgement {
    let a = case.all(first).next().map(|event| event.n);
    let b = case.all(then).next().map(|event| event.n);
    match (a, b) {
        (_, None) => Judgement::not_seen(),
        (None, Some(b)) => Judgement::broken([b]),
        (Some(a), Some(b)) => Judgement::of(a < b, [a.min(b), a.max(b)]),
    }
}

type Groups = BTreeMap<String, Vec<u64>>;

fn groups(case: &Case<'_>, pattern: &Pattern, slot: Slot) -> Groups {
    let mut groups = Groups::new();
    for event in case.all(pattern) {
        if let Some(key) = slot.of(event) {
            groups.entry(key.into_owned()).or_default().push(event.n);
        }
    }
    groups
}

fn pairs(first: &Groups, then: &Groups) -> Judgement {
    let mut shown = Vec::new();
    for (key, numbers) in then {
        let mut earlier = first.get(key).into_iter().flatten();
        for b in numbers {
            match earlier.next() {
                Some(a) if a < b => shown.extend([*a, *b]),
                Some(a) => return Judgement::broken([*b, *a]),
                None => return Judgement::broken([*b]),
            }
        }
    }
    if shown.is_empty() { Judgement::not_seen() } else { Judgement::holds(shown) }
}
