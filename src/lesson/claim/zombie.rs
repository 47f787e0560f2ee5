//! `zombie`: a process that has ended, and whose status nobody has collected yet.

use serde::Deserialize;

use super::{Case, Judge, Judgement};
use crate::model::{ActorName, Event, Field, Kind};

/// Between its end and its parent's wait the kernel shows it as Z.
///
/// A sample taken while it was still on its way out proves nothing, so only one from later than `SETTLED` breaks it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zombie {
    child: String,
}

/// How long after its last word a process may still be seen in another state, in nanoseconds.
const SETTLED: u64 = 50_000_000;

impl Judge for Zombie {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let child = ActorName::from(self.child.as_str());
        let is_exit = |event: &&Event| event.kind == Kind::ProcessExit && event.actor.as_ref() == Some(&child);
        let Some(exit) = case.events.iter().find(is_exit) else { return Judgement::not_seen() };
        let between = case.events.iter().filter(|event| event.n > exit.n).take_while(|event| !is_reap(event, &child));
        let samples: Vec<&Event> =
            between.filter(|event| event.kind == Kind::Sample && event.actor.as_ref() == Some(&child)).collect();
        let state = |event: &Event| event.text(Field::State).map(ToString::to_string);
        if let Some(seen) = samples.iter().find(|event| state(event).as_deref() == Some("Z")) {
            return Judgement::holds([exit.n, seen.n]);
        }
        match samples.iter().find(|event| event.t > exit.t + SETTLED) {
            Some(other) => Judgement::broken([exit.n, other.n]).measured(state(other).unwrap_or_default()),
            None => Judgement::not_seen(),
        }
    }
}

fn is_reap(event: &Event, child: &ActorName) -> bool {
    event.kind == Kind::ProcessReap && event.child().as_ref() == Some(child)
}
