//! The present: what is true now and what was found so far, in a run of which nothing else is kept.

use super::event::{Event, Kind};
use super::finding::{Finding, Watch};
use super::world::World;

/// What is true after all events of a run, and what was found in them. It does not grow with their number.
#[derive(Default)]
pub struct Present {
    world: World,
    watch: Watch,
}

impl Present {
    /// A run in which nothing has happened.
    pub fn new() -> Present {
        Present::default()
    }

    /// Takes the next event in.
    pub fn push(&mut self, event: &Event) {
        // Nothing is found in what forklore does to those that are left.
        if self.world.run.stopped.is_some() && event.kind != Kind::RunEnd {
            return self.world.apply(event);
        }
        self.watch.before(event, &self.world);
        self.world.apply(event);
        self.watch.push(event, &self.world);
    }

    /// What is true now.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// What was found so far, in order.
    pub fn findings(&self) -> &[Finding] {
        self.watch.found()
    }
}
