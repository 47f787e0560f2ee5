//! The log: the events of one run in order, and the world after any number of them.
//!
//! A live run, a recording, a path of the explorer are all a log; a live one still grows. A world is kept at every few
//! thousandth event, so that any moment of a long log is reached in a millisecond or two.

use super::event::{Event, Kind};
use super::finding::{Finding, Watch};
use super::index::Index;
use super::timeline::Timeline;
use super::world::World;

/// The events of one run in order.
#[derive(Default)]
pub struct Log {
    events: Vec<Event>,
    world: World,
    checkpoints: Vec<World>,
    next_checkpoint: u64,
    index: Index,
    timeline: Timeline,
    watch: Watch,
}

/// Events between two kept worlds, at least. Folding so many takes about a millisecond.
const SPACING: u64 = 4096;
/// Events between two kept worlds, at most, however heavy they are.
const WIDEST: u64 = 32_768;

impl Log {
    /// A log without events.
    pub fn new() -> Log {
        Log::default()
    }

    /// Adds the next event. Its number becomes its place in this log.
    pub fn push(&mut self, mut event: Event) {
        event.n = self.len();
        self.keep_checkpoint();
        self.watch.before(&event, &self.world);
        self.world.apply(&event);
        self.timeline.push(&event, &self.world);
        self.index.push(&event, &self.world);
        self.watch.push(&event, &self.world);
        self.events.push(event);
    }

    /// A heavy world is kept less often, so that all of them together stay within what the events themselves take.
    fn keep_checkpoint(&mut self) {
        if self.len() < self.next_checkpoint {
            return;
        }
        let spacing = (self.world.weight() as u64).clamp(SPACING, WIDEST);
        self.next_checkpoint = self.len() + spacing;
        self.checkpoints.push(self.world.clone());
    }
}

impl Extend<Event> for Log {
    fn extend<I: IntoIterator<Item = Event>>(&mut self, events: I) {
        events.into_iter().for_each(|event| self.push(event));
    }
}

impl FromIterator<Event> for Log {
    fn from_iter<I: IntoIterator<Item = Event>>(events: I) -> Log {
        let mut log = Log::new();
        log.extend(events);
        log
    }
}

/// Events and worlds.
impl Log {
    /// How many events there are.
    pub fn len(&self) -> u64 {
        self.events.len() as u64
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// All events, in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// All events, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Event> {
        self.events.iter()
    }

    /// One event.
    pub fn event(&self, n: u64) -> Option<&Event> {
        usize::try_from(n).ok().and_then(|n| self.events.get(n))
    }

    /// The last event of the first n: the one that has just happened at that place.
    pub fn just_happened(&self, n: u64) -> Option<&Event> {
        self.event(n.min(self.len()).checked_sub(1)?)
    }

    /// What is true after all of them.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// What is true after the first n of them.
    pub fn world_at(&self, n: u64) -> World {
        if n >= self.len() {
            return self.world.clone();
        }
        let place = self.checkpoints.partition_point(|kept| kept.count <= n);
        let mut world = place.checked_sub(1).map(|place| self.checkpoints[place].clone()).unwrap_or_default();
        let rest = &self.events[world.count as usize..n as usize];
        rest.iter().for_each(|event| world.apply(event));
        world
    }

    /// Time of the last event, in nanoseconds since the start.
    pub fn end_time(&self) -> u64 {
        self.world.now
    }

    /// Time of the last of the first n events.
    pub fn time_at(&self, n: u64) -> u64 {
        self.just_happened(n).map_or(0, |event| event.t)
    }

    /// How many events had happened at a time, in nanoseconds since the start.
    pub fn count_at(&self, t: u64) -> u64 {
        self.events.partition_point(|event| event.t <= t) as u64
    }

    /// What was found so far, in order.
    pub fn findings(&self) -> &[Finding] {
        self.watch.found()
    }

    /// Who did what when, for drawing.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }
}

/// Finding one's way.
impl Log {
    /// The last `most` pieces of output among the first n events, oldest first.
    pub fn outputs(&self, n: u64, most: usize) -> impl DoubleEndedIterator<Item = &Event> + ExactSizeIterator {
        self.of_kind(Kind::Output, n, most)
    }

    /// The last `most` events of a kind among the first n, oldest first.
    pub fn of_kind(
        &self,
        kind: Kind,
        n: u64,
        most: usize,
    ) -> impl DoubleEndedIterator<Item = &Event> + ExactSizeIterator {
        let places = before(self.index.of_kind(kind), n);
        places[places.len().saturating_sub(most)..].iter().map(|place| &self.events[*place as usize])
    }

    /// How many events of a kind there are among the first n.
    pub fn count_of(&self, kind: Kind, n: u64) -> usize {
        before(self.index.of_kind(kind), n).len()
    }

    /// The first event at or after place n that is about this actor.
    pub fn next_of_actor(&self, name: &str, n: u64) -> Option<u64> {
        first_from(self.index.of_actor(&self.world, name), n)
    }

    /// The last event before place n that is about this actor.
    pub fn last_of_actor(&self, name: &str, n: u64) -> Option<u64> {
        last_before(self.index.of_actor(&self.world, name), n)
    }

    /// The first event at or after place n that is about this object.
    pub fn next_of_object(&self, name: &str, n: u64) -> Option<u64> {
        first_from(self.index.of_object(&self.world, name), n)
    }

    /// The last event before place n that is about this object.
    pub fn last_of_object(&self, name: &str, n: u64) -> Option<u64> {
        last_before(self.index.of_object(&self.world, name), n)
    }

    /// The first event of a kind at or after place n.
    pub fn next_of_kind(&self, kind: Kind, n: u64) -> Option<u64> {
        first_from(self.index.of_kind(kind), n)
    }

    /// The last event of a kind before place n.
    pub fn last_of_kind(&self, kind: Kind, n: u64) -> Option<u64> {
        last_before(self.index.of_kind(kind), n)
    }
}

fn before(places: &[u32], n: u64) -> &[u32] {
    &places[..places.partition_point(|place| u64::from(*place) < n)]
}

fn first_from(places: &[u32], n: u64) -> Option<u64> {
    places.get(before(places, n).len()).map(|place| u64::from(*place))
}

fn last_before(places: &[u32], n: u64) -> Option<u64> {
    before(places, n).last().map(|place| u64::from(*place))
}
