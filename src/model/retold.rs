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
    pub fn with(&mut self, events: Vec<Event>) -> Vec<Event> {
        let mut told = Vec::with_capacity(events.len());
        for event in events {
            self.present.push(&event);
            let (t, kind) = (event.t, event.kind);
            told.push(event);
            if self.present.findings().len() > self.told {
                self.find(t, kind, &mut told);
            }
        }
        for (n, event) in (self.next..).zip(&mut told) {
            event.n = n;
        }
        self.next += told.len() as u64;
        told
    }

    /// What was found since the last look; before the end of the run, if that is what has come.
    fn find(&mut self, t: u64, kind: Kind, told: &mut Vec<Event>) {
        let found = &self.present.findings()[self.told..];
        let place = told.len() - usize::from(kind == Kind::RunEnd);
        told.splice(place..place, found.iter().map(|finding| Event { t, ..finding.event() }));
        self.told += found.len();
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
