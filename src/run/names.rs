//! Names instead of numbers: what a record calls slot 3 or object 5.

use std::sync::Arc;

use crate::model::{ActorName, ObjectName};
use crate::wire::arena::{Arena, ObjectId, SLOT_FREE, SlotId};
use crate::wire::class::Class;

/// Names of a run's actors and objects, read from the arena once each.
#[derive(Default)]
pub(super) struct Names {
    actors: Vec<Option<ActorName>>,
    objects: Vec<Option<(ObjectName, Arc<str>)>>,
}

impl Names {
    /// The actor of a slot; `None` for the keeper's own slot and for numbers that nobody has.
    pub fn actor(&mut self, arena: &Arena, id: SlotId) -> Option<ActorName> {
        let place = id.0 as usize;
        if id.0 == 0 || id.0 >= arena.slots() {
            return None;
        }
        if self.actors.len() <= place {
            self.actors.resize(place + 1, None);
        }
        let known = &mut self.actors[place];
        if known.is_none() && arena.slot(id).state.load(std::sync::atomic::Ordering::Acquire) != SLOT_FREE {
            *known = Some(ActorName::from(arena.actor_name(id)));
        }
        known.clone()
    }

    /// Name and class of an object.
    pub fn object(&mut self, arena: &Arena, id: ObjectId) -> Option<(ObjectName, Arc<str>)> {
        let place = id.0 as usize;
        if let Some(Some(known)) = self.objects.get(place) {
            return Some(known.clone());
        }
        let (class, name) = arena.object_name(id)?;
        let found = (ObjectName::from(name), Arc::from(Class::of_number(class).as_str()));
        if self.objects.len() <= place {
            self.objects.resize(place + 1, None);
        }
        self.objects[place] = Some(found.clone());
        Some(found)
    }
}
