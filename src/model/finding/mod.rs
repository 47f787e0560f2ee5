//! Findings: what is wrong or notable in a run, each in one sentence.
//!
//! They are found while the log grows, each by a small machine that looks at the event and at the world after it. What
//! a hang is and who needs what from whom stands in [`super::need`]; how it is put into words, in [`hang`].

mod farewell;
mod fork;
mod guard;
pub mod hang;
mod life;
mod loss;
mod managed;
mod pool;
mod queue;

use std::sync::Arc;

use super::event::{Event, Field, Kind, Place, Val};
use super::log::Log;
use super::name::{ActorName, ObjectName};
use super::tongue::{Both, both};
use super::waiting::Waiting;
use super::world::World;

/// Something wrong or notable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which kind: `zombie`, `orphan`, `nobody_can_move`, `lost_update`, `unlocked_update`, `left_behind`, `limit`; `worker_died`,
    /// `never_asked`, `thrown_away` of pools; `joined_before_drained`, `unpicklable`, `turn_died` of queues;
    /// `daemon_killed`, `never_joined` at a process's end; `forked_with_threads`, `queue_copied` of forks; `unguarded_update`,
    /// `lock_left_held` of locks.
    pub id: &'static str,
    /// The event at which it could be told.
    pub n: u64,
    /// What it says.
    pub sentence: Both,
    /// Who is concerned.
    pub actors: Vec<ActorName>,
    /// Which objects are.
    pub objects: Vec<ObjectName>,
    /// Where nobody can move: who waits for what, and who could give it.
    pub waits: Vec<Waiting>,
    /// Where each of those concerned stood when it was found, in the order of `actors`.
    pub stood: Vec<Stand>,
}

/// Where somebody stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// Who.
    pub actor: ActorName,
    /// Process id, once known.
    pub pid: Option<i32>,
    /// The place in the program that it had come to.
    pub place: Option<Place>,
}

impl Stand {
    fn of(name: &ActorName, world: &World) -> Stand {
        let actor = world.actor(name);
        Stand {
            actor: name.clone(),
            pid: actor.and_then(|actor| actor.pid),
            place: actor.and_then(|actor| actor.place.clone()),
        }
    }

    fn val(&self) -> Val {
        let mut with: Vec<(&str, Val)> = vec![("actor", Val::text(&*self.actor))];
        with.extend(self.pid.map(|pid| ("pid", Val::Int(pid.into()))));
        if let Some(place) = &self.place {
            with.push(("file", Val::text(&place.file)));
            with.push(("line", Val::Int(place.line.into())));
        }
        Val::Map(with.into_iter().map(|(key, val)| (Arc::from(key), val)).collect())
    }
}

/// What was found in a run, in order.
pub fn findings(log: &Log) -> &[Finding] {
    log.findings()
}

impl Finding {
    /// A finding that is no hang.
    fn plain(id: &'static str, n: u64, sentence: Both, actors: Vec<ActorName>, objects: Vec<ObjectName>) -> Finding {
        Finding { id, n, sentence, actors, objects, waits: Vec::new(), stood: Vec::new() }
    }

    /// As an event, to be put at the end of a log or printed.
    pub fn event(&self) -> Event {
        let names = |names: Vec<&str>| Val::List(names.into_iter().map(Val::text).collect());
        let mut event = Event::new(Kind::Finding).with(Field::Id, self.id).with(Field::Sentence, &self.sentence);
        event.with.push((Field::Actors, names(self.actors.iter().map(|name| &**name).collect())));
        event.with.push((Field::Objects, names(self.objects.iter().map(|name| &**name).collect())));
        if !self.stood.is_empty() {
            event.with.push((Field::Stood, Val::List(self.stood.iter().map(Stand::val).collect())));
        }
        if !self.waits.is_empty() {
            event.with.push((Field::Waits, Val::List(self.waits.iter().map(Waiting::val).collect())));
        }
        event
    }
}

/// Looks at a run as it grows.
#[derive(Default)]
pub(super) struct Watch {
    found: Vec<Finding>,
    deaths: life::Deaths,
    stuck: hang::Stuck,
    pools: pool::Pools,
    queues: queue::Queues,
    updates: managed::Updates,
    forks: fork::Forks,
    guards: guard::Guards,
}

impl Watch {
    /// How many of each kind are told; a run that loses a thousand updates makes its point with fewer.
    const TOLD: usize = 20;

    /// The next event is about to be folded; `world` is what is true before it.
    pub fn before(&mut self, event: &Event, world: &World) {
        self.pools.before(event, world);
        self.updates.before(event, world);
    }

    /// Takes the next event in; `world` is what is true after it.
    pub fn push(&mut self, event: &Event, world: &World) {
        if matches!(event.kind, Kind::Claim | Kind::Finding | Kind::ChartPoint) {
            return;
        }
        let stuck = self.stuck.look(event, world);
        self.add(stuck, world);
        let mut found = self.deaths.look(event, world);
        found.extend(self.pools.look(event, world));
        found.extend(self.queues.look(event, world));
        found.extend(self.forks.look(event, world));
        found.extend(self.guards.look(event, world));
        match event.kind {
            Kind::ManagerServe => found.extend(self.updates.look(event, world)),
            Kind::ValueWrite => found.extend(loss::lost_update(event, world)),
            Kind::ProcessSignal => found.extend(farewell::daemon_killed(event, world)),
            Kind::ProcessJoin => found.extend(self.never_joined(event, world)),
            Kind::RunEnd => found.extend(run_ends(event, world, &mut self.updates)),
            _ => {}
        }
        found.into_iter().for_each(|finding| self.add(Some(finding), world));
    }

    /// What was found so far.
    pub fn found(&self) -> &[Finding] {
        &self.found
    }

    /// Once of each parent: the finding names all of its children.
    fn never_joined(&self, event: &Event, world: &World) -> Option<Finding> {
        let is_told = |found: &Finding, new: &Finding| found.id == new.id && found.actors.first() == new.actors.first();
        farewell::never_joined(event, world).filter(|new| !self.found.iter().any(|found| is_told(found, new)))
    }

    fn add(&mut self, finding: Option<Finding>, world: &World) {
        let Some(mut finding) = finding else { return };
        finding.stood = finding.actors.iter().map(|name| Stand::of(name, world)).collect();
        if self.found.iter().filter(|found| found.id == finding.id).count() < Watch::TOLD {
            self.found.push(finding);
        }
    }
}

fn run_ends(event: &Event, world: &World, updates: &mut managed::Updates) -> Vec<Finding> {
    let reason = event.text(Field::Reason);
    let mut found: Vec<Finding> = (reason == Some("limit")).then(|| limit(event, world)).into_iter().collect();
    if reason != Some("stopped") {
        found.extend(loss::left_behind(event, world));
        found.extend(updates.at_end(event, world));
    }
    found
}

fn limit(event: &Event, world: &World) -> Finding {
    let what = event.text(Field::What).or_else(|| event.text(Field::Text)).map(super::tell::harmless);
    let sentence = match what {
        Some(what) => both!("A limit ended the run: {what}.", "运行达到上限，已被终止：{what}。"),
        // Where every step waits for leave, only their number is limited.
        None if world.run.gated => Both::fixed(
            "A limit ended the run: it had as many steps as a run in a given order may have, and may have no end.",
            "运行达到上限，已被终止：按指定顺序运行时步数有上限，而它已走满；它也许永远不会结束。",
        ),
        None => Both::fixed(
            "A limit ended the run: it made too many processes, printed too much, or took too long.",
            "运行达到上限，已被终止：进程太多、输出太多，或运行时间太长。",
        ),
    };
    Finding::plain("limit", event.n, sentence, Vec::new(), Vec::new())
}

/// Names in a row, as each language sets them.
fn row<'a>(names: impl IntoIterator<Item = &'a str>) -> Both {
    let names: Vec<&str> = names.into_iter().collect();
    let en = match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.join(""),
    };
    let zh = match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} 和 {last}", rest.join("、")),
        _ => names.join(""),
    };
    Both::new(en, zh)
}
