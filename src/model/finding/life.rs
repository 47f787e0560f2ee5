//! Findings about the dead and those they leave: zombies and orphans.

use super::Finding;
use crate::model::event::{Event, Field, Kind};
use crate::model::name::ActorName;
use crate::model::tongue::both;
use crate::model::world::{Actor, State, World};

/// How long a zombie must lie before it is worth a word, in nanoseconds: a parent may be busy for a moment.
const LONG: u64 = 1_000_000_000;

/// Looks out for zombies that nobody collects and for children that outlive their parents.
#[derive(Default)]
pub(super) struct Deaths {
    /// Those that have ended and have not been collected, and not been told of.
    uncollected: Vec<ActorName>,
    /// Those whose parent has ended, while they were alive.
    outlived: Vec<(ActorName, ActorName)>,
}

impl Deaths {
    /// What this event shows.
    pub fn look(&mut self, event: &Event, world: &World) -> Vec<Finding> {
        let mut found = Vec::new();
        found.extend(self.orphan_acts(event, world));
        match event.kind {
            Kind::ProcessExit => self.process_ends(event, world, &mut found),
            Kind::RunEnd => found.extend(self.zombies(event, world, at_the_end(world))),
            // Where each step waits for leave, so does its parent.
            _ if !self.uncollected.is_empty() && !world.run.gated => found.extend(self.zombies(event, world, LONG)),
            _ => {}
        }
        found
    }

    fn process_ends(&mut self, event: &Event, world: &World, found: &mut Vec<Finding>) {
        let Some(dead) = event.actor.as_ref().and_then(|name| world.actor(name.process())) else { return };
        let by = |actor: &Actor| actor.creator.as_deref().is_some_and(|by| of(by, dead));
        let orphaned = |actor: &&Actor| actor.adopted && by(actor) && !is_server(actor);
        for child in world.actors().filter(orphaned) {
            if child.is_alive() {
                self.outlived.push((child.name.clone(), dead.name.clone()));
            } else if let Some(place) = self.uncollected.iter().position(|name| *name == child.name) {
                self.uncollected.remove(place);
                found.push(never_collected(event, child, &dead.name));
            }
        }
        // Of a program that is seen only from outside nobody tells what it collects, and of a child that is, nobody when.
        let is_outside = |parent: &Actor| &*world.run.engine == "python" && parent.place.is_none();
        let is_unannounced = dead.outside && dead.method.as_deref() == Some("fork");
        let parent = dead.parent.as_ref().and_then(|name| world.actor(name)).filter(|parent| !is_outside(parent));
        if matches!(dead.state, State::Zombie) && !is_server(dead) && !is_unannounced && parent.is_some() {
            self.uncollected.push(dead.name.clone());
        }
    }

    /// An orphan that does something lives on without its parent; one that is swept away with it does not.
    fn orphan_acts(&mut self, event: &Event, world: &World) -> Option<Finding> {
        if self.outlived.is_empty() {
            return None;
        }
        let told_by_kernel = event.text(Field::By).is_some() || event.kind == Kind::Sample;
        let actor = event.actor.as_ref().filter(|_| !told_by_kernel)?;
        let place = self.outlived.iter().position(|(child, _)| child.process() == actor.process())?;
        let (child, parent) = self.outlived.remove(place);
        // A server may say only now, with its first word, that it is one.
        if world.actor(&child).is_some_and(is_server) {
            return None;
        }
        let sentence = both!(
            "{child} has outlived {parent}, its parent, and so became an orphan.",
            "{child} 比父进程 {parent} 活得久，成了孤儿进程。"
        );
        Some(Finding::plain("orphan", event.n, sentence, vec![child, parent], Vec::new()))
    }

    /// Those that have lain for so long.
    fn zombies(&mut self, event: &Event, world: &World, long: u64) -> Vec<Finding> {
        let mut found = Vec::new();
        self.uncollected.retain(|name| {
            let Some(actor) = world.actor(name).filter(|actor| matches!(actor.state, State::Zombie)) else {
                return false;
            };
            let lain = event.t.saturating_sub(actor.ended.map_or(event.t, |ended| ended.t));
            let Some(parent) = actor.parent.as_ref().filter(|_| lain >= long) else { return true };
            found.push(zombie(event, actor, parent));
            false
        });
        found
    }
}

/// How long a zombie must lie at the end of a run. Where it was broken off, its parent may have been about to collect it.
fn at_the_end(world: &World) -> u64 {
    let broken_off =
        world.run.stopped.as_ref().is_some_and(|stop| matches!(&*stop.reason, "stopped" | "limit" | "died"));
    if broken_off { LONG } else { 0 }
}

/// The library's own servers see to it themselves that they end after the program.
fn is_server(actor: &Actor) -> bool {
    actor.role.as_deref() == Some("server")
}

fn of(creator: &str, dead: &Actor) -> bool {
    creator.split('/').next() == Some(dead.name.as_str())
}

/// Told while it lies there, and read when it may have been collected after all.
fn zombie(event: &Event, child: &Actor, parent: &ActorName) -> Finding {
    let child = &child.name;
    let sentence = if event.kind == Kind::RunEnd {
        both!(
            "{child} is a zombie: it has ended, and {parent}, its parent, has not collected it.",
            "{child} 是僵尸进程：它已经结束，但父进程 {parent} 一直没有回收它。"
        )
    } else {
        both!(
            "{child} had ended, and {parent}, its parent, left it a zombie for a second and more.",
            "{child} 结束之后，父进程 {parent} 超过一秒没有回收它：这段时间它是僵尸进程。"
        )
    };
    Finding::plain("zombie", event.n, sentence, vec![child.clone(), parent.clone()], Vec::new())
}

fn never_collected(event: &Event, child: &Actor, parent: &ActorName) -> Finding {
    let child = &child.name;
    let sentence = both!(
        "{child} was a zombie to the last: {parent} has ended without collecting it.",
        "{child} 一直是僵尸进程：父进程 {parent} 到结束也没有回收它。"
    );
    Finding::plain("zombie", event.n, sentence, vec![child.clone(), parent.clone()], Vec::new())
}
