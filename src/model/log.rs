//! The log: the events of one run in order, and the world after any number of them.
//!
//! A live run, a recording, a path of the explorer are all a log; a live one still grows. A world is kept at every few
//! thousandth event, so that any moment of a long log is reached in a millisecond or two.
//!
//! A log may be told to keep the newest events only. Events keep their numbers then, and how many were let go is known.

use super::event::{Event, Kind};
use super::finding::Finding;
use super::index::Index;
use super::present::Present;
use super::timeline::Timeline;
use super::world::World;

/// The events of one run in order.
#[derive(Default)]
pub struct Log {
    /// How many of the first events were let go.
    first: u64,
    events: Vec<Event>,
    present: Present,
    checkpoints: Vec<World>,
    next_checkpoint: u64,
    index: Index,
    timeline: Timeline,
    most: Option<usize>,
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

    /// A log that never keeps more events than this: when it is full, the older half is let go. A few thousand at least.
    pub fn newest(most: usize) -> Log {
        Log { most: Some(most.max(2 * SPACING as usize)), ..Log::default() }
    }

    /// Adds the next event. Its number becomes its place in this log.
    pub fn push(&mut self, mut event: Event) {
        event.n = self.len();
        self.keep_checkpoint();
        self.present.push(&event);
        self.timeline.push(&event, self.present.world());
        self.index.push(&event, self.present.world());
        self.events.push(event);
        if self.most.is_some_and(|most| self.events.len() >= most) {
            self.let_go(self.first + self.events.len() as u64 / 2);
        }
    }

    /// A heavy world is kept less often, so that all of them together stay within what the events themselves take.
    fn keep_checkpoint(&mut self) {
        if self.len() < self.next_checkpoint {
            return;
        }
        let spacing = (self.world().weight() as u64).clamp(SPACING, WIDEST);
        self.next_checkpoint = self.len() + spacing;
        self.checkpoints.push(self.world().clone());
    }

    /// Lets go what lies before event n. What is kept is folded anew, into an index and a timeline that know nothing else.
    fn let_go(&mut self, n: u64) {
        let mut world = self.world_at(n);
        self.events.drain(..(n - self.first) as usize);
        self.first = n;
        self.checkpoints.retain(|kept| kept.count > n);
        self.checkpoints.insert(0, world.clone());
        (self.index, self.timeline) = (Index::default(), Timeline::from(&world));
        for event in &self.events {
            world.apply(event);
            self.timeline.push(event, &world);
            self.index.push(event, &world);
        }
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
    /// How many events there were.
    pub fn len(&self) -> u64 {
        self.first + self.events.len() as u64
    }

    /// Whether there were none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many of the first events were let go.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// All events that are kept, in order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// All events that are kept, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Event> {
        self.events.iter()
    }

    /// One event, if it is kept.
    pub fn event(&self, n: u64) -> Option<&Event> {
        usize::try_from(n.checked_sub(self.first)?).ok().and_then(|n| self.events.get(n))
    }

    /// The events from number n on, as far as they are kept.
    pub fn since(&self, n: u64) -> &[Event] {
        &self.events[self.place(n)..]
    }

    /// The events before number n, as far as they are kept.
    pub fn until(&self, n: u64) -> &[Event] {
        &self.events[..self.place(n)]
    }

    /// The last event of the first n: the one that has just happened at that place.
    pub fn just_happened(&self, n: u64) -> Option<&Event> {
        self.event(n.min(self.len()).checked_sub(1)?)
    }

    /// What is true after all of them.
    pub fn world(&self) -> &World {
        self.present.world()
    }

    /// What is true after the first n of them; where those were let go, after the first that still can be told.
    pub fn world_at(&self, n: u64) -> World {
        if n >= self.len() {
            return self.world().clone();
        }
        let n = n.max(self.first);
        let place = self.checkpoints.partition_point(|kept| kept.count <= n);
        let mut world = place.checked_sub(1).map(|place| self.checkpoints[place].clone()).unwrap_or_default();
        let rest = &self.events[self.place(world.count)..self.place(n)];
        rest.iter().for_each(|event| world.apply(event));
        world
    }

    /// How many events there were up to where forklore ended what was left; all, if it did not.
    pub fn own_len(&self) -> u64 {
        self.world().run.stopped.as_ref().map_or(self.len(), |stop| stop.n + 1)
    }

    fn place(&self, n: u64) -> usize {
        (n.saturating_sub(self.first) as usize).min(self.events.len())
    }

    /// Time of the first event that is kept, in nanoseconds since the start; 0 where all are.
    pub fn begin_time(&self) -> u64 {
        self.events.first().filter(|_| self.first > 0).map_or(0, |event| event.t)
    }

    /// Time of the last event, in nanoseconds since the start.
    pub fn end_time(&self) -> u64 {
        self.world().now
    }

    /// Time of the last of the first n events.
    pub fn time_at(&self, n: u64) -> u64 {
        self.just_happened(n).map_or(0, |event| event.t)
    }

    /// How many events had happened at a time, in nanoseconds since the start.
    pub fn count_at(&self, t: u64) -> u64 {
        self.first + self.events.partition_point(|event| event.t <= t) as u64
    }

    /// What was found so far, in order.
    pub fn findings(&self) -> &[Finding] {
        self.present.findings()
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
        places[places.len().saturating_sub(most)..]
            .iter()
            .map(|place| &self.events[(u64::from(*place) - self.first) as usize])
    }

    /// How many events of a kind there are among the first n.
    pub fn count_of(&self, kind: Kind, n: u64) -> usize {
        before(self.index.of_kind(kind), n).len()
    }

    /// The first event at or after place n that is about this actor.
    pub fn next_of_actor(&self, name: &str, n: u64) -> Option<u64> {
        first_from(self.index.of_actor(self.world(), name), n)
    }

    /// The last event before place n that is about this actor.
    pub fn last_of_actor(&self, name: &str, n: u64) -> Option<u64> {
        last_before(self.index.of_actor(self.world(), name), n)
    }

    /// The first event at or after place n that is about this object.
    pub fn next_of_object(&self, name: &str, n: u64) -> Option<u64> {
        first_from(self.index.of_object(self.world(), name), n)
    }

    /// The last event before place n that is about this object.
    pub fn last_of_object(&self, name: &str, n: u64) -> Option<u64> {
        last_before(self.index.of_object(self.world(), name), n)
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
