//! Crowd: actors and objects for which a run had no room are said to be there, once, with their number.

use std::time::{Duration, Instant};

use crate::model::{Event, Field, Kind};
use crate::wire::arena::{Arena, OBJECTS, SLOTS};

/// How long no more of them must have come before they are counted.
const QUIET: Duration = Duration::from_secs(1);

/// Who came too late for a number.
#[derive(Default)]
pub(super) struct Crowd([Surplus; 2]);

/// Of one sort.
#[derive(Default)]
struct Surplus {
    count: u32,
    since: Option<Instant>,
    told: bool,
}

impl Crowd {
    /// What there is to say: when it has been quiet for a moment, or the run is over.
    pub fn look(&mut self, arena: &Arena, over: bool) -> Vec<Event> {
        let (actors, objects) = arena.surplus();
        let [of_actors, of_objects] = &mut self.0;
        let actors = of_actors.count(actors, over).map(|count| {
            format!("this run has had {SLOTS} actors, and can have no more: {count} that came later are not seen")
        });
        let objects = of_objects.count(objects, over).map(|count| {
            format!("{OBJECTS} objects have a number, and no more can: what is done with {count} others is not seen")
        });
        let odd = |what: String| Event::new(Kind::Oddity).with(Field::What, what);
        actors.into_iter().chain(objects).map(odd).collect()
    }
}

impl Surplus {
    fn count(&mut self, count: u32, over: bool) -> Option<u32> {
        if count == 0 || self.told {
            return None;
        }
        if count != self.count {
            (self.count, self.since) = (count, Some(Instant::now()));
        }
        let is_quiet = self.since.is_some_and(|since| since.elapsed() >= QUIET);
        self.told = is_quiet || over;
        self.told.then_some(count)
    }
}
