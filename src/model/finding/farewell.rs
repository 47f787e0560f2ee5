//! Findings about a process's orderly end: daemons that are ended in the middle of their work, children that only then
//! are waited for.

use std::collections::BTreeSet;

use super::Finding;
use crate::model::event::{Event, Field, Kind, Phase};
use crate::model::name::ActorName;
use crate::model::tongue::both;
use crate::model::world::{Actor, Object, Shape, State, World};

/// Who tells something that stands nowhere in the program, having told before where it stood: Python itself does it, at the
/// process's end. A thread may do so earlier, where a function of the library is all that it runs.
pub(super) fn at_its_end<'a>(event: &'a Event, world: &World) -> Option<&'a ActorName> {
    let who = event.actor.as_ref().filter(|who| event.place.is_none() && !who.is_thread())?;
    world.actor(who.process()).is_some_and(|process| process.place.is_some()).then_some(who)
}

/// A daemon is signalled by its parent, which has come to its end. One that waits for something to do loses nothing.
pub(super) fn daemon_killed(event: &Event, world: &World) -> Option<Finding> {
    let daemon = event.target().and_then(|target| world.actor(&target))?;
    let parent = at_its_end(event, world)?;
    if !daemon.daemon || !daemon.is_alive() || daemon.has_role("worker") || is_idle(daemon) || is_done(daemon, world) {
        return None;
    }
    let (name, signal) = (&daemon.name, event.text(Field::Signal).unwrap_or("SIGTERM"));
    let sentence = both!(
        "{parent} has come to its end, and so its daemon {name} is ended by {signal} in the middle of its work: nothing \
         that it had still to do is done.",
        "{parent} 运行到了末尾，它的守护进程 {name} 便在工作中途被 {signal} 终止：还没做完的事不会再做。"
    );
    Some(Finding::plain("daemon_killed", event.n, sentence, vec![name.clone(), parent.clone()], Vec::new()))
}

fn is_idle(actor: &Actor) -> bool {
    match &actor.state {
        State::Waits(wait) => matches!(wait.kind, Kind::QueueGet | Kind::PipeRecv | Kind::SyncWait | Kind::PoolTask),
        _ => false,
    }
}

/// Whether all is done that it was given: on its way from `task_done()` back to `get` a daemon works at nothing.
fn is_done(daemon: &Actor, world: &World) -> bool {
    let is_done = |object: &Object| match &object.shape {
        Shape::Queue(queue) => queue.takers.contains(&daemon.name) && queue.done > 0 && queue.unfinished() == 0,
        _ => false,
    };
    world.objects().any(is_done)
}

/// Looks out for children that are joined only at the end, where Python does it.
#[derive(Default)]
pub(super) struct Joins {
    /// Those that somebody has begun to join, though it may have been interrupted, or lost its patience.
    begun: BTreeSet<ActorName>,
}

impl Joins {
    /// Told where Python first has to wait for one of them, of all that nobody has joined by then.
    pub fn look(&mut self, event: &Event, world: &World) -> Option<Finding> {
        if at_its_end(event, world).is_none() {
            self.begun.extend(event.child());
        }
        never_joined(event, world, &self.begun)
    }
}

fn never_joined(event: &Event, world: &World, begun: &BTreeSet<ActorName>) -> Option<Finding> {
    let parent = at_its_end(event, world).filter(|_| event.phase == Some(Phase::Wait))?;
    let is_left = |child: &Actor| child.is_alive() && !child.daemon && !begun.contains(&child.name);
    let child = event.child().filter(|child| world.actor(child).is_some_and(is_left))?;
    let is_another = |other: &&Actor| {
        let is_open = other.is_process() && !other.daemon && other.role.is_none() && other.state != State::Gone;
        is_open && other.name != child && !begun.contains(&other.name)
    };
    let others: Vec<ActorName> = world.children_of(parent).filter(is_another).map(|other| other.name.clone()).collect();
    let sentence = match others.len() {
        0 => both!(
            "{parent} has never joined {child}: only now, at {parent}'s end, Python waits for it.",
            "{parent} 从未对 {child} 调用 join：直到 {parent} 运行结束，才由 Python 等待它。"
        ),
        1 => {
            let other = &others[0];
            both!(
                "{parent} has never joined {child} and {other}: only now, at {parent}'s end, Python waits for them.",
                "{parent} 从未对 {child} 和 {other} 调用 join：直到 {parent} 运行结束，才由 Python 等待它们。"
            )
        }
        more => {
            let all = more + 1;
            both!(
                "{parent} has never joined {child} and {more} others: only now, at {parent}'s end, Python waits for them.",
                "{parent} 从未对 {child} 等 {all} 个子进程调用 join：直到 {parent} 运行结束，才由 Python 等待它们。"
            )
        }
    };
    let concerned = [parent.clone(), child].into_iter().chain(others).collect();
    Some(Finding::plain("never_joined", event.n, sentence, concerned, Vec::new()))
}
