//! `reason`, `stuck`: how a run ended, and who was left waiting.

use serde::Deserialize;

use super::{Case, Judge, Judgement};
use crate::lesson::pattern::Pattern;
use crate::model::{Event, Field, Kind, Phase};

/// Why the run ended: `{ name = "reason", is = "hang" }`; `done`, `hang`, `limit`, `stopped`, `died`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    is: String,
}

/// Somebody waited in this operation when the run could not go on:
/// `{ name = "stuck", at = { kind = "queue.get", actor = "reader-2" } }`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stuck {
    at: Pattern,
}

impl Judge for Reason {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let Some((reason, n)) = end(case) else { return Judgement::not_seen() };
        Judgement::of(reason == self.is, [n]).measured(reason)
    }
}

impl Judge for Stuck {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let Some((reason, n)) = end(case) else { return Judgement::not_seen() };
        let begun = case.all(&self.at).filter(|event| event.phase == Some(Phase::Begin));
        match begun.filter(|event| never_ends(event, case)).last() {
            Some(event) if reason != "done" => Judgement::holds([event.n, n]),
            _ => Judgement::broken([n]),
        }
    }
}

/// Why and where the run ended.
fn end<'a>(case: &Case<'a>) -> Option<(&'a str, u64)> {
    Some((case.end?.text(Field::Reason)?, case.end?.n))
}

/// Whether an operation has no end, and its process was alive when everything stood still.
fn never_ends(begin: &Event, case: &Case<'_>) -> bool {
    let own = |event: &&Event| event.actor == begin.actor;
    let mut later = case.events.iter().filter(|event| event.n > begin.n).filter(own);
    !later.any(|event| event.is(begin.kind, Phase::End) || event.kind == Kind::ProcessExit)
}
