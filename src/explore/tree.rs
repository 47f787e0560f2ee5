//! The tree of schedules: a stack of choices, and which of their alternatives have still to be tried.

use std::collections::BTreeMap;

use crate::model::Both;
use crate::model::independence::{StepRef, independent};
use crate::model::schedule::{Choice, Schedule, Stand, Turn};
use crate::model::tongue::both;
use crate::model::{ActorName, Event, Kind};

use super::causes::Causes;

/// The path being tried, from the root to its end.
pub struct Tree {
    reduce: bool,
    nodes: Vec<Node>,
}

/// A choice on the path.
#[derive(Clone)]
struct Node {
    stands: Vec<Stand>,
    chosen: usize,
    /// By stand: to be tried.
    wanted: Vec<bool>,
    /// By stand: tried, or being tried.
    tried: Vec<bool>,
    /// Steps whose orders were tried elsewhere.
    asleep: Vec<Stand>,
}

/// The same schedule led to other choices than before: the program is not decided by the order alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strange {
    /// Place of the choice, from 0.
    pub step: usize,
    /// Who could have gone before.
    pub before: Vec<String>,
    /// Who could go this time; `None` if the run was over by then.
    pub now: Option<Vec<String>>,
}

impl Strange {
    /// What is strange, in a sentence.
    pub fn sentence(&self) -> Both {
        let step = self.step + 1;
        let before = self.before.join(", ");
        let Some(now) = &self.now else {
            return both!(
                "at step {step}, [{before}] could go before, and this time the run was over by then",
                "第 {step} 步，之前能走的是 [{before}]，这次运行到这里已经结束"
            );
        };
        let now = now.join(", ");
        both!(
            "at step {step}, [{before}] could go before, and [{now}] this time",
            "第 {step} 步，之前能走的是 [{before}]，这次是 [{now}]"
        )
    }
}

impl Tree {
    /// A tree of which nothing is known. With `reduce`, orders that nobody can tell apart are tried once only.
    pub fn new(reduce: bool) -> Tree {
        Tree { reduce, nodes: Vec::new() }
    }

    /// The path to the next order to be tried.
    pub fn schedule(&self) -> Schedule {
        Schedule(self.nodes.iter().map(|node| node.stands[node.chosen].turn.clone()).collect())
    }

    /// The steps that need not be tried first after that path.
    pub fn asleep(&self) -> Vec<Stand> {
        self.nodes.last().map_or_else(Vec::new, Node::asleep_after)
    }

    /// How many alternatives on the path have still to be tried: at least so many orders are left.
    pub fn pending(&self) -> usize {
        self.nodes.iter().map(|node| (0..node.stands.len()).filter(|&place| node.is_open(place)).count()).sum()
    }

    /// Takes in what a run along the path, and on from its end, has shown.
    ///
    /// # Errors
    /// [`Strange`] if the path itself has changed.
    pub fn take(&mut self, choices: &[Choice], events: &[Event]) -> Result<(), Strange> {
        for (step, node) in self.nodes.iter().enumerate() {
            let now = choices.get(step).map(|choice| &choice.stands[..]);
            if !now.is_some_and(|now| same(&node.stands, now)) {
                return Err(Strange { step, before: able(&node.stands), now: now.map(able) });
            }
        }
        for choice in &choices[self.nodes.len()..] {
            let Some(chosen) = choice.chosen else { break };
            let asleep = self.asleep();
            self.nodes.push(Node::new(choice.stands.clone(), chosen, asleep, !self.reduce));
        }
        if self.reduce {
            self.find_races(choices, &Causes::of(choices, events));
            self.find_silenced(choices);
        }
        Ok(())
    }

    /// Goes on to the next path that has to be tried; whether there is one.
    pub fn advance(&mut self) -> bool {
        while let Some(node) = self.nodes.last_mut() {
            if node.advance(self.reduce) {
                return true;
            }
            self.nodes.pop();
        }
        false
    }

    /// The paths that come after this one, and what sleeps after each, if no run shows anything new.
    pub fn ahead(&self, most: usize) -> Vec<(Schedule, Vec<Stand>)> {
        let whole = self.schedule();
        let mut paths = Vec::new();
        for at in (0..self.nodes.len()).rev() {
            let mut node = self.nodes[at].clone();
            while paths.len() < most && node.advance(self.reduce) {
                let turn = node.stands[node.chosen].turn.clone();
                let turns = whole.0[..at].iter().cloned().chain([turn]).collect();
                paths.push((Schedule(turns), node.asleep_after()));
            }
        }
        paths
    }

    /// For every step that somebody took or stands in front of: the last earlier step of another that depends on it
    /// and does not happen before it anyway could have come after it. There, the other order has to be tried.
    fn find_races(&mut self, choices: &[Choice], causes: &Causes) {
        let past = Past::of(&self.nodes, causes);
        for (at, choice) in choices.iter().enumerate() {
            for stand in choice.stands.iter().filter(|stand| !stand.turn.timeout) {
                let is_new = at == 0 || !choices[at - 1].stands.contains(stand);
                let first = if is_new { 0 } else { at - 1 };
                let clock = past.clock_before(&stand.turn.actor, at);
                let race = (first..at.min(self.nodes.len())).rev().find(|&earlier| {
                    let node = &self.nodes[earlier];
                    let step = &node.stands[node.chosen];
                    let stood_still = node
                        .stands
                        .iter()
                        .any(|other| other.turn == stand.turn && other.lacks.is_some() && same_step(other, stand));
                    !independent(step_ref(step), step_ref(stand))
                        && step.turn.actor != stand.turn.actor
                        && !clock.has(&step.turn.actor, earlier)
                        && !stood_still
                });
                if let Some(earlier) = race {
                    self.want(earlier, stand, at, &clock, &past);
                }
            }
        }
    }

    /// A step that takes away what another stood in front of: a signal that ends it, or whatever ends a wait whose time
    /// could have run out instead. There, the other's own step has to be tried first.
    fn find_silenced(&mut self, choices: &[Choice]) {
        for (at, node) in self.nodes.iter_mut().enumerate() {
            let next = choices.get(at + 1).map_or(&[][..], |choice| &choice.stands);
            let taken = step_ref(&node.stands[node.chosen]);
            let silenced = |stand: &Stand| {
                let of_it = |other: &&Stand| other.turn.actor == stand.turn.actor;
                let still = |other: &Stand| other.turn == stand.turn && same_step(other, stand);
                let gone = next.iter().find(of_it).is_none();
                *stand.turn.actor != *taken.actor && (gone || stand.turn.timeout && !next.iter().any(still))
            };
            let able =
                |stand: &&Stand| stand.lacks.is_none() && silenced(stand) && !independent(taken, step_ref(stand));
            let actors: Vec<ActorName> =
                node.stands.iter().filter(able).map(|stand| stand.turn.actor.clone()).collect();
            for actor in actors {
                node.want(Some(&actor));
            }
        }
    }

    /// At a choice: the racing actor is to be tried, or whoever leads to its step, or everybody.
    fn want(&mut self, earlier: usize, stand: &Stand, at: usize, clock: &Clock, past: &Past) {
        let node = &self.nodes[earlier];
        let can =
            |actor: &ActorName| node.stands.iter().any(|other| other.lacks.is_none() && other.turn.actor == *actor);
        let leads = |step: &usize| {
            let actor = &past.steps[*step].actor;
            clock.has(actor, *step) && can(actor)
        };
        let who = if can(&stand.turn.actor) {
            Some(stand.turn.actor.clone())
        } else {
            (earlier + 1..at.min(past.steps.len())).find(leads).map(|step| past.steps[step].actor.clone())
        };
        self.nodes[earlier].want(who.as_ref());
    }
}

impl Node {
    fn new(stands: Vec<Stand>, chosen: usize, asleep: Vec<Stand>, everybody: bool) -> Node {
        let actor = stands[chosen].turn.actor.clone();
        let wanted = stands.iter().map(|stand| stand.lacks.is_none() && (everybody || stand.turn.actor == actor));
        Node { wanted: wanted.collect(), tried: vec![false; stands.len()], stands, chosen, asleep }
    }

    /// On to the next that has to be tried here; whether there is one.
    fn advance(&mut self, reduce: bool) -> bool {
        self.tried[self.chosen] = true;
        if reduce {
            self.asleep.push(self.stands[self.chosen].clone());
        }
        let next = (0..self.stands.len()).find(|&place| self.is_open(place));
        self.chosen = next.unwrap_or(self.chosen);
        next.is_some()
    }

    /// An actor is to be tried here, or everybody who can go. If the actor's step sleeps here, its orders are not looked
    /// at from here, and so nobody would find the races in them: then, too, everybody is to be tried.
    fn want(&mut self, who: Option<&ActorName>) {
        let meant = |stand: &Stand| stand.lacks.is_none() && who.is_none_or(|who| *who == stand.turn.actor);
        let places: Vec<usize> = (0..self.stands.len()).filter(|&place| meant(&self.stands[place])).collect();
        if who.is_some() && places.iter().all(|&place| self.sleeps(place) && !self.tried[place]) {
            return self.want(None);
        }
        for place in places {
            self.wanted[place] = true;
        }
    }

    fn sleeps(&self, place: usize) -> bool {
        self.asleep.iter().any(|step| step.turn == self.stands[place].turn)
    }

    fn is_open(&self, place: usize) -> bool {
        self.wanted[place] && !self.tried[place] && place != self.chosen && !self.sleeps(place)
    }

    /// Those who still sleep after the chosen step.
    fn asleep_after(&self) -> Vec<Stand> {
        let taken = step_ref(&self.stands[self.chosen]);
        self.asleep.iter().filter(|step| independent(step_ref(step), taken)).cloned().collect()
    }
}

/// The steps of a path, and what happens before what.
#[derive(Default)]
struct Past {
    steps: Vec<Turn>,
    /// After each step: the last step of each actor that comes before it, itself included.
    clocks: Vec<Clock>,
    causes_of: BTreeMap<ActorName, Vec<(usize, Clock)>>,
    /// For a step that waited at an event, a condition or a barrier: the step that let its actor go on.
    wakers: BTreeMap<usize, usize>,
}

/// The last step of each actor that happens before something.
#[derive(Clone, Debug, Default)]
struct Clock(BTreeMap<ActorName, usize>);

impl Clock {
    fn has(&self, actor: &ActorName, step: usize) -> bool {
        self.0.get(actor).is_some_and(|last| *last >= step)
    }

    fn join(&mut self, other: &Clock) {
        for (actor, step) in &other.0 {
            let last = self.0.entry(actor.clone()).or_insert(*step);
            *last = (*last).max(*step);
        }
    }
}

impl Past {
    fn of(nodes: &[Node], causes: &Causes) -> Past {
        let mut past = Past::default();
        let mut counts: BTreeMap<ActorName, usize> = BTreeMap::new();
        for (at, node) in nodes.iter().enumerate() {
            let step = &node.stands[node.chosen];
            for stand in &node.stands {
                past.finds_waker(stand, &nodes[..at]);
                let count = counts.get(&stand.turn.actor).copied().unwrap_or(0);
                let base = past.base(&stand.turn.actor, count, causes);
                past.causes_of.entry(stand.turn.actor.clone()).or_default().push((at, base));
            }
            let mut clock = past.clock_before(&step.turn.actor, at);
            for (earlier, other) in nodes[..at].iter().enumerate() {
                if !independent(step_ref(&other.stands[other.chosen]), step_ref(step)) {
                    let before = past.clocks[earlier].clone();
                    clock.join(&before);
                }
            }
            clock.0.insert(step.turn.actor.clone(), at);
            *counts.entry(step.turn.actor.clone()).or_default() += 1;
            past.steps.push(step.turn.clone());
            past.clocks.push(clock);
        }
        past
    }

    /// What happens before an actor's step number `count` by its own past, its birth, and those it has joined.
    fn base(&self, actor: &ActorName, count: usize, causes: &Causes) -> Clock {
        let mut clock = Clock::default();
        match self.last_step(actor, usize::MAX) {
            Some(step) => {
                clock.join(&self.clocks[step]);
                if let Some(waker) = self.wakers.get(&step) {
                    clock.join(&self.clocks[*waker]);
                }
            }
            None => {
                if let Some((creator, steps)) = causes.creator(actor)
                    && let Some(step) = self.last_step(creator, steps)
                {
                    clock.join(&self.clocks[step]);
                }
            }
        }
        for child in causes.joined_before(actor, count) {
            if let Some(step) = self.last_step(child, usize::MAX) {
                clock.join(&self.clocks[step]);
            }
        }
        clock
    }

    /// An actor whose last step waited somewhere, and that stands in front of something else now, has just been let go on:
    /// by the last step there, as whoever can go on does so before anybody else's next step.
    fn finds_waker(&mut self, stand: &Stand, nodes: &[Node]) {
        let Some(own) = self.last_step(&stand.turn.actor, usize::MAX).filter(|_| !stand.turn.timeout) else { return };
        let waited = &nodes[own].stands[nodes[own].chosen];
        let still = stand.lacks.is_some() && same_step(stand, waited);
        if waited.kind != Kind::SyncWait || still || self.wakers.contains_key(&own) {
            return;
        }
        let there = |node: &Node| node.stands[node.chosen].object == waited.object;
        self.wakers.extend(nodes.iter().rposition(there).map(|waker| (own, waker)));
    }

    /// The last of the first `count` steps of an actor.
    fn last_step(&self, actor: &str, count: usize) -> Option<usize> {
        let own = self.steps.iter().enumerate().filter(|(_, turn)| turn.actor == *actor);
        own.take(count).map(|(step, _)| step).max()
    }

    /// What happens before the step in front of which an actor stands at a choice.
    fn clock_before(&self, actor: &ActorName, at: usize) -> Clock {
        let known = self.causes_of.get(actor).into_iter().flatten();
        let base = known.rev().find(|(step, _)| *step <= at).map(|(_, clock)| clock.clone());
        base.unwrap_or_default()
    }
}

pub(super) fn step_ref(stand: &Stand) -> StepRef<'_> {
    StepRef {
        actor: &stand.turn.actor,
        kind: stand.kind,
        object: stand.object.as_deref(),
        target: stand.target.as_deref(),
    }
}

fn same_step(one: &Stand, two: &Stand) -> bool {
    one.kind == two.kind && one.object == two.object && one.place == two.place
}

fn same(before: &[Stand], now: &[Stand]) -> bool {
    before.len() == now.len()
        && before.iter().zip(now).all(|(one, two)| {
            one.turn == two.turn && one.lacks == two.lacks && one.kind == two.kind && one.object == two.object
        })
}

fn able(stands: &[Stand]) -> Vec<String> {
    stands.iter().filter(|stand| stand.lacks.is_none()).map(|stand| stand.turn.to_string()).collect()
}
