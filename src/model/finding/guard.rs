//! Findings about locks: updates without one, and locks that nobody will ever give back.

use std::collections::BTreeMap;

use super::Finding;
use crate::model::event::{Event, Field, Kind, Place};
use crate::model::name::{ActorName, ObjectName};
use crate::model::tell::harmless;
use crate::model::tongue::both;
use crate::model::world::{Actor, Object, World};

/// Looks out for values that several change without a lock, and for holders that end.
#[derive(Default)]
pub(super) struct Guards {
    /// What each has read without a lock, and where: a write from the same line is one statement with it.
    read: BTreeMap<(ObjectName, ActorName), Place>,
    /// Who was the first to change a value so, and whether a second has.
    changed: BTreeMap<ObjectName, (ActorName, bool)>,
    /// The exception that each has let go by, if it has.
    raised: BTreeMap<ActorName, String>,
    /// Who was sent a signal: if it ends without a word, that is the program's own doing.
    signalled: Vec<ActorName>,
}

impl Guards {
    /// What this event shows.
    pub fn look(&mut self, event: &Event, world: &World) -> Vec<Finding> {
        let Some(actor) = event.actor.as_ref() else { return Vec::new() };
        match event.kind {
            Kind::ValueRead => self.reads(event, actor, world),
            Kind::ValueWrite => return self.writes(event, actor, world).into_iter().collect(),
            Kind::ProcessSignal => self.signalled.extend(event.target()),
            Kind::Exception => {
                let type_ = event.text(Field::Type).unwrap_or_default();
                self.raised.insert(actor.clone(), harmless(type_));
            }
            Kind::ProcessExit | Kind::ThreadExit => return self.ends(event, actor, world),
            _ => {}
        }
        Vec::new()
    }

    fn reads(&mut self, event: &Event, actor: &ActorName, world: &World) {
        let (Some(object), Some(place)) = (&event.object, &event.place) else { return };
        let key = (object.clone(), actor.clone());
        if holds_nothing(world, actor) {
            self.read.insert(key, place.clone());
        } else {
            self.read.remove(&key);
        }
    }

    fn writes(&mut self, event: &Event, actor: &ActorName, world: &World) -> Option<Finding> {
        let object = event.object.as_ref()?;
        let read = self.read.remove(&(object.clone(), actor.clone()))?;
        if event.place.as_ref() != Some(&read) || !holds_nothing(world, actor) {
            return None;
        }
        let (first, told) = self.changed.entry(object.clone()).or_insert_with(|| (actor.clone(), false));
        if first == actor || std::mem::replace(told, true) {
            return None;
        }
        let (line, first) = (read.line, first.clone());
        let sentence = both!(
            "{first} and {actor} both change {object} on line {line}, and neither holds a lock meanwhile: it is read and \
             then written, and whatever the other writes in between is lost. `with {object}.get_lock():` makes it one step.",
            "{first} 和 {actor} 都在第 {line} 行修改 {object}，期间都没有持有锁：先读后写是两步，另一方在两步之间写入的值会丢失。用 `with {object}.get_lock():` 把它变成一步。"
        );
        Some(Finding::plain("unguarded_update", event.n, sentence, vec![first, actor.clone()], vec![object.clone()]))
    }

    /// Those that end holding what others could still want.
    fn ends(&mut self, event: &Event, actor: &ActorName, world: &World) -> Vec<Finding> {
        // A run that hangs is ended from outside: that is no fault of the holder's.
        let is_own = event.text(Field::By).is_none() || self.signalled.contains(actor);
        let ended = world.actors().filter(|other| match event.kind {
            Kind::ProcessExit => other.name.process() == actor.process(),
            _ => other.name == *actor,
        });
        let held = ended.flat_map(|holder| holder.holds.iter().map(move |lock| (holder, lock)));
        let left = held.filter(|(_, lock)| is_own && is_wanted(world, lock));
        left.map(|(holder, lock)| self.left_held(event, holder, lock)).collect()
    }

    fn left_held(&self, event: &Event, holder: &Actor, lock: &ObjectName) -> Finding {
        let who = &holder.name;
        let sentence = match self.raised.get(who) {
            Some(raised) => both!(
                "{who} has been ended by {raised} while it held {lock}: nobody else can take it any more. `with {lock}:` \
                 gives it back whatever happens.",
                "{who} 因 {raised} 结束时还持有 {lock}：别人再也拿不到它。用 `with {lock}:`，无论发生什么都会释放。"
            ),
            None => both!(
                "{who} has ended while it held {lock}: nobody else can take it any more.",
                "{who} 结束时还持有 {lock}：别人再也拿不到它。"
            ),
        };
        Finding::plain("lock_left_held", event.n, sentence, vec![who.clone()], vec![lock.clone()])
    }
}

fn holds_nothing(world: &World, actor: &ActorName) -> bool {
    world.actor(actor).is_some_and(|actor| actor.holds.is_empty())
}

/// Whether it is a lock with somebody left who could want it. A semaphore is often taken by one and given back by another.
fn is_wanted(world: &World, lock: &ObjectName) -> bool {
    let could = |object: &Object| match &object.within {
        Some(process) => world.alive().any(|actor| actor.name.process() == process.process()),
        None => world.alive().any(Actor::is_process),
    };
    world.object(lock).is_some_and(|object| matches!(&*object.class, "Lock" | "RLock") && could(object))
}
