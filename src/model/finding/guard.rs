//! Findings about locks: updates without one, and locks that nobody will ever give back, because whoever took them has
//! ended, or has left the task in which it did.

use std::collections::BTreeMap;

use super::Finding;
use super::order::Updaters;
use crate::model::event::{Event, Field, Kind, Phase, Place};
use crate::model::name::{ActorName, ObjectName};
use crate::model::tell::harmless;
use crate::model::tongue::both;
use crate::model::world::{Actor, Object, Shape, World};

/// Looks out for values that several change without a lock, and for holders that end.
#[derive(Default)]
pub(super) struct Guards {
    /// What each has read without a lock, and where: a write from the same line is one statement with it.
    read: BTreeMap<(ObjectName, ActorName), Place>,
    /// Who has changed a value so; nobody any more, once it was told.
    changed: BTreeMap<ObjectName, Option<Updaters>>,
    /// The exception that each has let go by, if it has.
    raised: BTreeMap<ActorName, String>,
    /// What each held when it began its task.
    before: BTreeMap<ActorName, Vec<ObjectName>>,
    /// Locks whose holders have come to the end of the task in which they took them: who, of which pool, which task.
    forgotten: BTreeMap<ObjectName, (ActorName, ObjectName, i64)>,
    /// Who keeps which lock, where that is told: it is not told again when its holder ends.
    told: Vec<(ActorName, ObjectName)>,
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
            Kind::PoolTask => return self.task(event, actor, world),
            Kind::LockRelease => self.released(event),
            Kind::LockAcquire if event.phase == Some(Phase::Wait) => return self.waits_in_vain(event, actor, world),
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
        let changed = self.changed.entry(object.clone()).or_insert_with(|| Some(Updaters::default()));
        let first = changed.as_mut()?.add(actor, event.n, world)?;
        *changed = None;
        let line = read.line;
        let sentence = both!(
            "{first} and {actor} both change {object} on line {line}, and neither holds a lock meanwhile: it is read and \
             then written, and whatever the other writes in between is lost. `with {object}.get_lock():` makes it one step.",
            "{first} 和 {actor} 都在第 {line} 行修改 {object}，期间都没有持有锁：先读后写是两步，另一方在两步之间写入的值会丢失。用 `with {object}.get_lock():` 把它变成一步。"
        );
        Some(Finding::plain("unguarded_update", event.n, sentence, vec![first, actor.clone()], vec![object.clone()]))
    }

    fn released(&mut self, event: &Event) {
        let Some(lock) = &event.object else { return };
        self.forgotten.remove(lock);
        self.told.retain(|(_, told)| told != lock);
    }

    /// A worker begins a task, or ends one with a lock in its hands that it took meanwhile.
    fn task(&mut self, event: &Event, actor: &ActorName, world: &World) -> Vec<Finding> {
        let holds = world.actor(actor).map(|actor| actor.holds.clone()).unwrap_or_default();
        if event.phase != Some(Phase::End) {
            self.before.insert(actor.clone(), holds);
            return Vec::new();
        }
        let (Some(before), Some(pool)) = (self.before.remove(actor), &event.object) else { return Vec::new() };
        let task = event.int(Field::Task).unwrap_or_default();
        let kept: Vec<ObjectName> =
            holds.into_iter().filter(|lock| !before.contains(lock) && is_wanted(world, lock)).collect();
        if event.outcome().is_some() {
            self.told.extend(kept.iter().map(|lock| (actor.clone(), lock.clone())));
            return kept.iter().map(|lock| left_by_task(event, actor, pool, task, lock)).collect();
        }
        let forgotten = |lock| (lock, (actor.clone(), pool.clone(), task));
        self.forgotten.extend(kept.into_iter().map(forgotten));
        Vec::new()
    }

    /// Somebody waits for a lock whose holder has come to the end of the task that it was taken in.
    fn waits_in_vain(&mut self, event: &Event, actor: &ActorName, world: &World) -> Vec<Finding> {
        let Some((lock, (who, pool, task))) = event.object.as_ref().and_then(|lock| self.forgotten.remove_entry(lock))
        else {
            return Vec::new();
        };
        if who == *actor || !world.actor(&who).is_some_and(|who| who.holds.contains(&lock)) {
            return Vec::new();
        }
        self.told.push((who.clone(), lock.clone()));
        let sentence = both!(
            "{actor} waits for {lock}, which {who} took in task {task} of {pool} and has not given back, though that task is \
             over.",
            "{actor} 在等 {lock}：{who} 在 {pool} 的任务 {task} 里拿了它，任务已经结束，却没有释放。"
        );
        vec![Finding::plain("lock_left_held", event.n, sentence, vec![who, actor.clone()], vec![lock, pool])]
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
        let is_told =
            |holder: &Actor, lock: &ObjectName| self.told.iter().any(|(who, told)| *who == holder.name && told == lock);
        let left = held.filter(|(holder, lock)| is_own && is_wanted(world, lock) && !is_told(holder, lock));
        left.map(|(holder, lock)| self.left_held(event, holder, lock)).collect()
    }

    fn left_held(&self, event: &Event, holder: &Actor, lock: &ObjectName) -> Finding {
        let who = &holder.name;
        let sentence = match self.raised.get(who) {
            Some(raised) => both!(
                "{who} has been ended by {raised} while it held {lock}: nobody can take it before somebody else gives it \
                 back. `with {lock}:` gives it back whatever happens.",
                "{who} 因 {raised} 结束时还持有 {lock}：除非别人替它释放，否则谁也拿不到。用 `with {lock}:`，无论发生什么都会释放。"
            ),
            None => both!(
                "{who} has ended while it held {lock}: nobody can take it before somebody else gives it back.",
                "{who} 结束时还持有 {lock}：除非别人替它释放，否则谁也拿不到。"
            ),
        };
        Finding::plain("lock_left_held", event.n, sentence, vec![who.clone()], vec![lock.clone()])
    }
}

/// A task has failed, and its worker, which lives on, holds a lock that it took for it.
fn left_by_task(event: &Event, who: &ActorName, pool: &ObjectName, task: i64, lock: &ObjectName) -> Finding {
    let raised = harmless(event.outcome().unwrap_or_default());
    let sentence = both!(
        "{who} has left task {task} of {pool} by {raised} while it held {lock}: it lives on, and nobody can \
         take it before somebody gives it back. `with {lock}:` gives it back whatever happens.",
        "{who} 因 {raised} 离开 {pool} 的任务 {task} 时还持有 {lock}：它还活着，而在有人释放之前，谁也拿不到。用 `with {lock}:`，无论发生什么都会释放。"
    );
    Finding::plain("lock_left_held", event.n, sentence, vec![who.clone()], vec![lock.clone(), pool.clone()])
}

fn holds_nothing(world: &World, actor: &ActorName) -> bool {
    world.actor(actor).is_some_and(|actor| actor.holds.is_empty())
}

/// Whether it is a lock with somebody left who could want it. A semaphore is often taken by one and given back by another,
/// and a lock that was once.
fn is_wanted(world: &World, lock: &ObjectName) -> bool {
    let could = |object: &Object| match &object.within {
        Some(process) => world.alive().any(|actor| actor.name.process() == process.process()),
        None => world.alive().any(Actor::is_process),
    };
    let is_handed_on = |object: &Object| matches!(&object.shape, Shape::Lock(lock) if lock.handed_on);
    let is_lock = |object: &Object| matches!(&*object.class, "Lock" | "RLock") && !is_handed_on(object);
    world.object(lock).is_some_and(|object| is_lock(object) && could(object))
}
