//! The timeline: who ran, waited, slept and held what from when to when, and which act answered which.
//!
//! It grows with the log, an event at a time, and is asked for a window of time as seen from a place in the log:
//! nothing later than that place shows. No question looks at everything.

mod arrow;
mod block;
mod lane;
mod mark;

use super::event::{Event, Field, Kind, Phase};
use super::world::{Actor, Moment, State, World};

pub use arrow::{Arrow, ArrowKind};
pub use lane::{Column, Hold, Lane, Span, What};
pub use mark::{Mark, Sign};

use block::Blocks;

/// Who did what from when to when.
#[derive(Default)]
pub struct Timeline {
    lanes: Vec<Lane>,
    arrows: Blocks<Arrow>,
    /// Lanes with a hold that is not over: rank of the actor.
    holding: Vec<usize>,
}

/// A stretch of time as seen from a place in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// From when, in nanoseconds since the start.
    pub from: u64,
    /// Until when.
    pub to: u64,
    /// How many events have happened: nothing after them shows.
    pub at: u64,
    /// Time of the last of those events: what still goes on goes on until then.
    pub now: u64,
}

/// Begun in the middle of a run: what each actor does and holds by then.
impl From<&World> for Timeline {
    fn from(world: &World) -> Timeline {
        let at = Moment { n: world.count.saturating_sub(1), t: world.now };
        let mut timeline = Timeline::default();
        timeline.new_lanes(world);
        for actor in world.actors() {
            let lane = &mut timeline.lanes[actor.rank];
            lane.follow(actor, at);
            if lane.takes(actor, at) {
                timeline.holding.push(actor.rank);
            }
        }
        timeline
    }
}

impl Timeline {
    /// The lane of the actor that appeared at this place, from 0.
    pub fn lane(&self, rank: usize) -> Option<&Lane> {
        self.lanes.get(rank)
    }

    /// All lanes, in the order of appearance of their actors.
    pub fn lanes(&self) -> impl Iterator<Item = &Lane> {
        self.lanes.iter()
    }

    /// Arrows that touch the window, at most the last `most` of them, in the order of their arrival.
    pub fn arrows(&self, window: &Window, most: usize) -> Vec<Arrow> {
        self.arrows.last_in(window.from, window.to, most, |arrow| arrow.to.n < window.at)
    }

    /// Takes the next event in; `world` is what is true after it.
    pub(super) fn push(&mut self, event: &Event, world: &World) {
        if world.is_past_the_stop(event.n) {
            return;
        }
        let at = Moment { n: event.n, t: event.t };
        self.new_lanes(world);
        if event.kind == Kind::Sample {
            return self.follow_sampled(event, world, at);
        }
        if matches!(event.kind, Kind::Output | Kind::Claim | Kind::Finding | Kind::ChartPoint) {
            return self.mark(event, world, at);
        }
        for actor in concerned(event, world) {
            self.lanes[actor.rank].follow(actor, at);
        }
        if matches!(event.kind, Kind::ProcessExit | Kind::ProcessReap | Kind::ProcessGone) {
            self.follow_family(event, world, at);
        }
        self.follow_holds(event, world, at);
        self.mark(event, world, at);
        if let Some(arrow) = arrow::of(event, world, at) {
            self.arrows.push(arrow);
        }
    }

    fn new_lanes(&mut self, world: &World) {
        while let Some(actor) = world.actor_at(self.lanes.len()) {
            self.lanes.push(Lane::new(actor));
        }
    }

    /// Of those who say nothing, or nothing any more, the kernel says whether they run.
    fn follow_sampled(&mut self, event: &Event, world: &World, at: Moment) {
        let sampled = event.actor.as_deref().and_then(|name| world.actor(name));
        if let Some(actor) = sampled.filter(|actor| actor.is_known_by_samples() || matches!(actor.state, State::Runs)) {
            self.lanes[actor.rank].follow(actor, at);
        }
    }

    /// With a process its threads end.
    fn follow_family(&mut self, event: &Event, world: &World, at: Moment) {
        let child = event.text(Field::Child).or(event.actor.as_deref());
        let process = child.map(|name| name.split('/').next().unwrap_or(name));
        for actor in world.actors().filter(|actor| Some(actor.name.process()) == process) {
            self.lanes[actor.rank].follow(actor, at);
        }
    }

    fn follow_holds(&mut self, event: &Event, world: &World, at: Moment) {
        match event.kind {
            Kind::LockAcquire | Kind::GilTake => {
                let Some(actor) = world.speaker() else { return };
                if self.lanes[actor.rank].takes(actor, at) && !self.holding.contains(&actor.rank) {
                    self.holding.push(actor.rank);
                }
            }
            Kind::LockRelease | Kind::GilDrop => {
                let lanes = &mut self.lanes;
                self.holding
                    .retain(|rank| world.actor_at(*rank).is_some_and(|actor| lanes[*rank].gives_back(actor, at)));
            }
            _ => {}
        }
    }

    fn mark(&mut self, event: &Event, world: &World, at: Moment) {
        if let Some((actor, mark)) = world.speaker().zip(mark::of(event, at)) {
            self.lanes[actor.rank].mark(mark);
        }
    }
}

/// Whom the event may have changed.
fn concerned<'a>(event: &'a Event, world: &'a World) -> impl Iterator<Item = &'a Actor> {
    let child = event.text(Field::Child).and_then(|name| world.actor(name));
    world.speaker().into_iter().chain(child)
}

/// Whether an operation is over and had its plain effect.
fn is_done(event: &Event) -> bool {
    matches!(event.phase, Some(Phase::End) | None) && event.outcome().is_none()
}
