//! Findings about what a fork copies: threads that are not in the child, and queues that are there twice.

use super::{Finding, row};
use crate::model::event::{Event, Kind, Phase};
use crate::model::name::{ActorName, ObjectName};
use crate::model::tell::harmless;
use crate::model::tongue::{Both, both};
use crate::model::world::{Actor, Shape, World};

/// Looks out for forks among threads, and for copies of what only the threads of one process share.
#[derive(Default)]
pub(super) struct Forks {
    /// Processes that have forked among threads, and copies that were used: each is told once.
    told: Vec<String>,
}

impl Forks {
    /// What this event shows.
    pub fn look(&mut self, event: &Event, world: &World) -> Option<Finding> {
        let actor = event.actor.as_ref()?;
        match event.kind {
            Kind::ProcessFork if event.outcome().is_none() => self.among_threads(event, actor, world),
            Kind::QueuePut if event.phase == Some(Phase::Begin) => self.own_copy(event, actor, world),
            Kind::QueueGet if event.phase == Some(Phase::Wait) => self.own_copy(event, actor, world),
            _ => None,
        }
    }

    fn is_new(&mut self, what: &str) -> bool {
        let new = !self.told.iter().any(|told| told == what);
        if new {
            self.told.push(what.to_string());
        }
        new
    }

    fn among_threads(&mut self, event: &Event, actor: &ActorName, world: &World) -> Option<Finding> {
        let child = event.child()?;
        let process = actor.process();
        let is_other = |other: &&Actor| other.name != *actor && other.name.process() == process && is_programs(other);
        // The library's own helpers know what they do.
        if world.actor(actor).is_some_and(|forker| forker.name.is_thread() && forker.role.is_some()) {
            return None;
        }
        let others: Vec<&Actor> = world.alive().filter(is_other).collect();
        if others.is_empty() || !self.is_new(process) {
            return None;
        }
        let (Both { en: held, zh: held_zh }, objects) = held(&others, world);
        let Both { en: who, zh: who_zh } = row(others.iter().map(|other| &*other.name));
        let runs = if others.len() == 1 { "runs" } else { "run" };
        let sentence = both!(
            "{actor} forks {child} while {who} {runs} too: {child} has only a copy of the thread that forked, and what \
             another thread holds stays held there for ever{held}.",
            "{actor} fork 出 {child} 时，{who_zh} 也在运行：{child} 里只有执行 fork 的那个线程的副本，其他线程持有的锁在那里永远不会释放{held_zh}。"
        );
        let actors = [actor.clone(), child].into_iter().chain(others.iter().map(|other| other.name.clone()));
        Some(Finding::plain("forked_with_threads", event.n, sentence, actors.collect(), objects))
    }

    fn own_copy(&mut self, event: &Event, actor: &ActorName, world: &World) -> Option<Finding> {
        let object = world.object(event.object.as_deref()?)?;
        let of = object.copy_of.clone()?;
        if !self.is_new(&object.name) {
            return None;
        }
        let name = object.name.clone();
        let parent = world.object(&of).and_then(|of| of.within.clone()).unwrap_or_else(|| "?".into());
        let value = event.value.as_deref().map(harmless).unwrap_or_default();
        let sentence = if event.kind == Kind::QueuePut {
            both!(
                "{actor} puts {value} into {name}, its own copy of {of}: a queue.Queue belongs to the threads of \
                 one process, and {parent} never gets it. Between processes it takes a multiprocessing.Queue.",
                "{actor} 把 {value} 放进了 {name}，那是 {of} 在它自己进程里的副本：queue.Queue 只在一个进程的线程之间共享，{parent} 永远取不到。进程之间要用 multiprocessing.Queue。"
            )
        } else {
            both!(
                "{actor} waits for an item of {name}, its own copy of {of}: a queue.Queue belongs to the threads of \
                 one process, and what {parent} puts does not come here. Between processes it takes a \
                 multiprocessing.Queue.",
                "{actor} 在等 {name} 里的数据，那是 {of} 在它自己进程里的副本：queue.Queue 只在一个进程的线程之间共享，{parent} 放入的数据到不了这里。进程之间要用 multiprocessing.Queue。"
            )
        };
        Some(Finding::plain(
            "queue_copied",
            event.n,
            sentence,
            vec![actor.clone(), parent],
            vec![of, object.name.clone()],
        ))
    }
}

/// Whether it is a thread of the program's own, and not a helper of the library, which knows what to do at a fork.
fn is_programs(actor: &Actor) -> bool {
    actor.name.is_thread() && actor.role.is_none() || actor.is_process()
}

/// The locks that they hold, in words.
fn held(threads: &[&Actor], world: &World) -> (Both, Vec<ObjectName>) {
    let is_lock = |name: &&ObjectName| {
        world.object(name).is_some_and(|object| matches!(object.shape, Shape::Lock(_)) && &*object.class != "GIL")
    };
    let Some((holder, lock)) =
        threads.iter().find_map(|thread| Some((&thread.name, thread.holds.iter().find(is_lock)?.clone())))
    else {
        return (Both::default(), Vec::new());
    };
    (both!(", as {lock} now, which {holder} holds", "，例如 {holder} 此刻持有的 {lock}"), vec![lock])
}
