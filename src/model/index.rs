//! Where in a log the events of a kind, of an actor, of an object are, so that nobody has to look for them.

use super::event::{Event, Field, Kind};
use super::world::World;

/// Places of events in a log, ascending. Actors and objects by their rank in the world.
#[derive(Default)]
pub(super) struct Index {
    kinds: Vec<Vec<u32>>,
    actors: Vec<Vec<u32>>,
    objects: Vec<Vec<u32>>,
}

impl Index {
    /// Takes the next event in; `world` is what is true after it.
    pub fn push(&mut self, event: &Event, world: &World) {
        let Ok(n) = u32::try_from(event.n) else { return };
        note(&mut self.kinds, event.kind as usize, n);
        if event.kind == Kind::Sample || world.is_past_the_stop(event.n) {
            return;
        }
        let others = [event.text(Field::Child), event.text(Field::Target)];
        let others = others.into_iter().flatten().filter_map(|name| world.actor(name));
        for actor in world.speaker().into_iter().chain(others) {
            note(&mut self.actors, actor.rank, n);
        }
        if let Some(object) = event.object.as_deref().and_then(|name| world.object(name)) {
            note(&mut self.objects, object.rank, n);
        }
    }

    pub fn of_kind(&self, kind: Kind) -> &[u32] {
        self.kinds.get(kind as usize).map_or(&[], |places| places)
    }

    pub fn of_actor(&self, world: &World, name: &str) -> &[u32] {
        world.actor(name).and_then(|actor| self.actors.get(actor.rank)).map_or(&[], |places| places)
    }

    pub fn of_object(&self, world: &World, name: &str) -> &[u32] {
        world.object(name).and_then(|object| self.objects.get(object.rank)).map_or(&[], |places| places)
    }
}

fn note(lists: &mut Vec<Vec<u32>>, place: usize, n: u32) {
    if lists.len() <= place {
        lists.resize_with(place + 1, Vec::new);
    }
    let list = &mut lists[place];
    if list.last() != Some(&n) {
        list.push(n);
    }
}
