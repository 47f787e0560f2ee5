//! Order: whose updates cannot have come in each other's way, because one process was collected before the other was
//! made, or made the other.

use crate::model::name::ActorName;
use crate::model::world::{Actor, World};

/// Those that have updated something, each with the number of its last update.
#[derive(Clone, Debug, Default)]
pub(super) struct Updaters(Vec<(ActorName, u64)>);

impl Updaters {
    /// Somebody updates it too, at this event: the first of the others whose update could have been at the same time.
    pub fn add(&mut self, who: &ActorName, n: u64, world: &World) -> Option<ActorName> {
        let at_once =
            |(other, last): &&(ActorName, u64)| other != who && !comes_before(world, (other, *last), (who, n));
        let other = self.0.iter().find(at_once).map(|(other, _)| other.clone());
        match self.0.iter_mut().find(|(known, _)| known == who) {
            Some((_, last)) => *last = n,
            None => self.0.push((who.clone(), n)),
        }
        other
    }
}

/// Whether what the one did came before what the other does in every run. Of threads, and of what else may keep processes
/// in order, nothing is known here.
fn comes_before(world: &World, (one, then): (&ActorName, u64), (other, now): (&ActorName, u64)) -> bool {
    let (Some(first), Some(second)) = (world.actor(one.process()), world.actor(other.process())) else { return false };
    let (made, collected) = (second.forked.map(|forked| forked.n), first.reaped.map(|reaped| reaped.n));
    let collected_before = |n: u64| collected.is_some_and(|collected| collected < n);
    made.is_some_and(|made| collected_before(made) || then < made && is_made_by(second, first))
        || collected_before(now) && is_made_by(first, second)
}

fn is_made_by(child: &Actor, parent: &Actor) -> bool {
    child.creator.as_ref().is_some_and(|creator| creator.process() == &*parent.name)
}
