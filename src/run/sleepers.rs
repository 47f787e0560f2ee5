//! Sleepers: steps that need not be tried in this run, because the explorer has tried all orders that begin with them.
//!
//! Sleep sets (Godefroid, 1996): a sleeper wakes when a step is taken that depends on it.

use crate::model::independence::{StepRef, independent};
use crate::wire::arena::{Arena, ObjectId, SlotId};
use crate::wire::order::{Asleep, Candidate};

/// Who sleeps at the present choice.
pub(super) struct Sleepers {
    arena: &'static Arena,
    asleep: Vec<Asleep>,
}

impl Sleepers {
    /// Those who sleep at the first choice after the schedule.
    pub fn new(arena: &'static Arena, asleep: Vec<Asleep>) -> Sleepers {
        Sleepers { arena, asleep }
    }

    /// Whether this candidate sleeps.
    pub fn has(&self, candidate: &Candidate) -> bool {
        !self.asleep.is_empty() && self.asleep.contains(&self.step(candidate))
    }

    /// A step is taken: those who depend on it wake.
    pub fn wake(&mut self, taken: &Candidate) {
        if !self.asleep.is_empty() {
            let taken = self.step(taken);
            self.asleep.retain(|sleeper| independent(step_ref(sleeper), step_ref(&taken)));
        }
    }

    fn step(&self, candidate: &Candidate) -> Asleep {
        let target = (candidate.target != 0).then(|| self.arena.actor_name(SlotId(candidate.target)));
        Asleep {
            actor: self.arena.actor_name(SlotId(candidate.slot)),
            timeout: candidate.timeout,
            kind: candidate.kind,
            object: self.arena.object_name(ObjectId(candidate.object)).map(|(_, name)| name),
            target,
        }
    }
}

fn step_ref(step: &Asleep) -> StepRef<'_> {
    StepRef { actor: &step.actor, kind: step.kind, object: step.object.as_deref(), target: step.target.as_deref() }
}
