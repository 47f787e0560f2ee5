//! `ends_with`, `reads_see_writes`: a value on shared memory.

use serde::Deserialize;

use super::{Case, Judge, Judgement};
use crate::lesson::quantity::Quantity;
use crate::model::{Event, Kind};

/// What the value is at the end: `{ name = "ends_with", object = "counter", value = "$tickets - 2" }`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndsWith {
    object: String,
    value: toml::Value,
}

/// Each reader sees what was written last, whoever wrote it. Only where the order of accesses is decided, by a lock or a
/// schedule: two free accesses have no true order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadsSeeWrites {
    object: String,
}

impl Judge for EndsWith {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let sets = |event: &&Event| matches!(event.kind, Kind::ValueCreate | Kind::ValueWrite);
        let Some(last) = accesses(case, &self.object).filter(sets).last() else { return Judgement::not_seen() };
        let is = last.value.as_deref().unwrap_or_default();
        Judgement::of(self.wanted(case) == is, [last.n]).measured(is)
    }
}

impl EndsWith {
    /// The value as Python writes it: a sum worked out, where it is one.
    fn wanted(&self, case: &Case<'_>) -> String {
        let text = self.value.as_str().map_or_else(|| self.value.to_string(), ToString::to_string);
        let sum = Quantity::Sum(text.clone()).of(&case.known);
        sum.map_or_else(|| case.known.resolve(&text).into_owned(), |number| number.to_string())
    }
}

impl Judge for ReadsSeeWrites {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let mut now = None;
        let mut shown = Vec::new();
        for event in accesses(case, &self.object) {
            match event.kind {
                Kind::ValueRead if now.is_some_and(|now| now != event.value.as_deref()) => {
                    return Judgement::broken([event.n]);
                }
                Kind::ValueRead => shown.push(event.n),
                _ => now = Some(event.value.as_deref()),
            }
        }
        if shown.is_empty() { Judgement::not_seen() } else { Judgement::holds(shown) }
    }
}

fn accesses<'a>(case: &Case<'a>, object: &str) -> impl Iterator<Item = &'a Event> {
    let kinds = [Kind::ValueCreate, Kind::ValueRead, Kind::ValueWrite];
    case.events.iter().filter(move |event| kinds.contains(&event.kind) && event.object.as_deref() == Some(object))
}
