//! A run retold: its events as they come, and between them what is found in them.

use super::event::{Event, Kind};
use super::present::Present;
use super::world::World;

/// Puts findings between the events of a run. The last event stays the last.
#[derive(Default)]
pub struct Retold {
    present: Present,
    /// The number of the next event as it is told.
    next: u64,
    /// How many findings were told.
    told: usize,
}

impl Retold {
    /// A run of which nothing was told.
    pub fn new() -> Retold {
        Retold::default()
    }

    /// These events of the run, what was found in them, numbered anew.
    pub fn with(&mut self, mut events: Vec<Event>) -> Vec<Event> {
        let mut place = 0;
        while let Some(event) = events.get(place) {
            self.present.push(event);
            place += 1;
            if self.present.findings().len() > self.told {
                place += self.find(place, &mut events);
            }
        }
        for (n, event) in (self.next..).zip(&mut events) {
            event.n = n;
        }
        self.next += events.len() as u64;
        events
    }

    /// Puts what was found since the last look behind what has shown it, so many of them; before the end of the run, if
    /// that is what has come.
    fn find(&mut self, place: usize, events: &mut Vec<Event>) -> usize {
        let found = &self.present.findings()[self.told..];
        let Event { t, kind, .. } = events[place - 1];
        let place = place - usize::from(kind == Kind::RunEnd);
        events.splice(place..place, found.iter().map(|finding| Event { t, ..finding.event() }));
        self.told += found.len();
        found.len()
    }

    /// How many findings were told.
    pub fn findings(&self) -> usize {
        self.told
    }

    /// What is true by now.
    pub fn world(&self) -> &World {
        self.present.world()
    }
}
