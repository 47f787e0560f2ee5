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
mod order;
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
    found: Found,
    deaths: life::Deaths,
    stuck: hang::Stuck,
    pools: pool::Pools,
    queues: queue::Queues,
    updates: managed::Updates,
    forks: fork::Forks,
    guards: guard::Guards,
    joins: farewell::Joins,
}

impl Watch {
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
        self.found.one(self.stuck.look(event, world), world);
        self.found.all(self.deaths.look(event, world), world);
        self.found.all(self.pools.look(event, world), world);
        self.found.one(self.queues.look(event, world), world);
        self.found.one(self.forks.look(event, world), world);
        self.found.all(self.guards.look(event, world), world);
        match event.kind {
            Kind::ManagerServe => self.found.one(self.updates.look(event, world), world),
            Kind::ValueWrite => self.found.one(loss::lost_update(event, world), world),
            Kind::ProcessSignal => self.found.one(farewell::daemon_killed(event, world), world),
            Kind::ProcessJoin => {
                let found = self.never_joined(event, world);
                self.found.one(found, world);
            }
            Kind::RunEnd => self.found.all(run_ends(event, world, &mut self.updates), world),
            _ => {}
        }
    }

    /// What was found so far.
    pub fn found(&self) -> &[Finding] {
        &self.found.0
    }

    /// Once of each parent: the finding names all of its children.
    fn never_joined(&mut self, event: &Event, world: &World) -> Option<Finding> {
        let is_told = |found: &Finding, new: &Finding| found.id == new.id && found.actors.first() == new.actors.first();
        self.joins.look(event, world).filter(|new| !self.found.0.iter().any(|found| is_told(found, new)))
    }
}

/// What was found so far, in order.
#[derive(Default)]
struct Found(Vec<Finding>);

impl Found {
    /// How many of each kind are told; a run that loses a thousand updates makes its point with fewer.
    const TOLD: usize = 20;

    /// Inside whoever asks: of most events nothing is found, and to hand that on would cost more than to see it.
    #[inline(always)]
    fn one(&mut self, found: Option<Finding>, world: &World) {
        if let Some(finding) = found {
            self.add(finding, world);
        }
    }

    #[inline(always)]
    fn all(&mut self, found: Vec<Finding>, world: &World) {
        if !found.is_empty() {
            found.into_iter().for_each(|finding| self.add(finding, world));
        }
    }

    #[cold]
    fn add(&mut self, mut finding: Finding, world: &World) {
        finding.stood = finding.actors.iter().map(|name| Stand::of(name, world)).collect();
        if self.0.iter().filter(|found| found.id == finding.id).count() < Found::TOLD {
            self.0.push(finding);
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
