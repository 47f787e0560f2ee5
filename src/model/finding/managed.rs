//! Findings about what a manager holds: items that are read and then written, with room for another process in between.

use std::collections::BTreeMap;

use super::order::Updaters;
use super::{Finding, row};
use crate::model::event::{Event, Field, Kind, Phase};
use crate::model::name::{ActorName, ObjectName};
use crate::model::tell::{harmless, item};
use crate::model::tongue::both;
use crate::model::world::{Access, Shape, World};

/// An item of a manager's object.
type Item = (ObjectName, String);

/// Looks out for items that several processes read and then write while they hold no lock.
#[derive(Default)]
pub(super) struct Updates {
    /// Who has done so, by item; nobody any more, once it was told.
    unlocked: BTreeMap<Item, Option<Unlocked>>,
}

/// Those that have updated an item without a lock.
#[derive(Default)]
struct Unlocked {
    all: Updaters,
    /// Those of them that could have come in each other's way, in the order in which they did not.
    at_once: Vec<ActorName>,
}

impl Updates {
    /// Before a write is folded: whether it comes from a read, without a lock.
    pub fn before(&mut self, event: &Event, world: &World) {
        let is_write = event.kind == Kind::ManagerServe && event.phase == Some(Phase::End);
        if !is_write || event.outcome().is_some() || Access::of(event) != Some(Access::Write) {
            return;
        }
        let (Some(object), Some(who)) = (event.object.clone(), event.target()) else { return };
        let key = event.text(Field::Key).unwrap_or_default();
        let reads_first = world.managed(&object).is_some_and(|managed| managed.has_read(&who, key));
        if !reads_first || holds_a_lock(world, &who) {
            return;
        }
        let entry = self.unlocked.entry((object, key.to_string()));
        let Some(unlocked) = entry.or_insert_with(|| Some(Unlocked::default())) else { return };
        if let Some(other) = unlocked.all.add(&who, event.n, world) {
            for one in [other, who] {
                if !unlocked.at_once.contains(&one) {
                    unlocked.at_once.push(one);
                }
            }
        }
    }

    /// After a write was folded: that an update was lost, or that one could be.
    pub fn look(&mut self, event: &Event, world: &World) -> Option<Finding> {
        let object = event.object.as_ref().filter(|_| event.kind == Kind::ManagerServe)?;
        let lost = lost_update(event, world)?;
        let key = event.text(Field::Key).unwrap_or_default();
        self.unlocked.insert((object.clone(), key.to_string()), None);
        Some(lost)
    }

    /// At the end: the items where nothing was lost, by luck.
    pub fn at_end(&mut self, event: &Event, world: &World) -> Vec<Finding> {
        let by_luck = |(item, unlocked): (Item, Option<Unlocked>)| {
            let writers = unlocked.map(|unlocked| unlocked.at_once).filter(|writers| !writers.is_empty())?;
            unlocked_update(event, world, &item, writers)
        };
        std::mem::take(&mut self.unlocked).into_iter().filter_map(by_luck).collect()
    }
}

fn holds_a_lock(world: &World, who: &ActorName) -> bool {
    let managed = |shape: &Shape| matches!(shape, Shape::Managed(managed) if managed.holders.contains(who));
    world.actor(who).is_some_and(|actor| !actor.holds.is_empty())
        || world.objects().any(|object| managed(&object.shape))
}

fn lost_update(event: &Event, world: &World) -> Option<Finding> {
    let object = event.object.as_ref()?;
    let (key, lost) = world.managed(object)?.lost_at(event.n)?;
    let what = item(object, event.class.as_deref().unwrap_or_default(), key);
    let (writer, other) = (&lost.writer, &lost.other);
    let (read, was, now) = (harmless(&lost.read), harmless(&lost.was), harmless(event.text(Field::Args)?));
    let sentence = both!(
        "An update of {what} is lost: {writer} had read {read}, {other} has written {was} since, and {writer} now \
         writes {now} over it. The manager does one call at a time, but between a read and a write it serves others: \
         a lock must be held around both.",
        "{what} 的一次更新丢失了：{writer} 读到的是 {read}，之后 {other} 写入了 {was}，现在 {writer} 又写入 {now} 将其覆盖。\
         管理器一次只执行一个调用，但在一读一写之间会为别的进程服务：需要用锁把两者一起保护起来。"
    );
    let actors = vec![writer.clone(), other.clone()];
    Some(Finding::plain("lost_update", event.n, sentence, actors, vec![object.clone()]))
}

fn unlocked_update(event: &Event, world: &World, item_: &Item, actors: Vec<ActorName>) -> Option<Finding> {
    let (object, key) = item_;
    let what = item(object, &world.object(object)?.class, key);
    let both_ = row(actors.iter().map(|name| &**name));
    let (en, zh) = (both_.en, both_.zh);
    let sentence = both!(
        "{what} is read and then written by {en} without a lock: nothing was lost this time, but between a read and \
         its write another process may write, and that update is lost.",
        "{zh} 都在没有加锁的情况下先读 {what} 再写回：这次没有丢失更新，但在一读一写之间别的进程可能也会写入，那次更新就会丢失。"
    );
    Some(Finding::plain("unlocked_update", event.n, sentence, actors, vec![object.clone()]))
}
