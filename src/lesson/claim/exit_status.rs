//! `exit_status`: how a process ended, as Python gives it.

use serde::Deserialize;

use super::{Case, Judge, Judgement};
use crate::lesson::pattern::glob;
use crate::lesson::quantity::Quantity;
use crate::model::{Event, Kind};

/// Every process of this name ended so: `{ name = "exit_status", actor = "reader", is = -15 }`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExitStatus {
    actor: String,
    is: Quantity,
}

impl Judge for ExitStatus {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let Some(is) = self.is.of(&case.known) else { return Judgement::not_seen() };
        let told: Vec<(f64, u64)> = case.events.iter().filter_map(|event| self.told(event)).collect();
        let (so, odd): (Vec<_>, Vec<_>) = told.into_iter().partition(|(status, _)| *status == is);
        match (so.first(), odd.first()) {
            (None, None) => Judgement::not_seen(),
            (_, Some((status, n))) => Judgement::broken([*n]).measured(status),
            (Some(_), None) => Judgement::holds(so.iter().map(|(_, n)| *n)).measured(is),
        }
    }
}

impl ExitStatus {
    /// The status that an event tells of such a process: the process itself, or who collected it.
    fn told(&self, event: &Event) -> Option<(f64, u64)> {
        let whose = match event.kind {
            Kind::ProcessExit => event.actor.clone()?,
            Kind::ProcessReap => event.child()?,
            _ => return None,
        };
        glob(&self.actor, whose.process()).then_some((f64::from(event.status()?), event.n))
    }
}
