//! The world: what is true after the first n events of a run. One door in ([`World::apply`]), many small questions out.
//!
//! Actors and objects are shared between copies of a world until one of them changes, so that keeping a world at every
//! few thousandth event (see [`crate::model::log`]) costs little.

mod actor;
mod item;
mod life;
mod lock;
mod managed;
mod manager;
mod meeting;
mod memory;
mod object;
mod operation;
mod pipe;
mod pool;
mod queue;
mod run;
mod traffic;
mod unseen;
mod value;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use actor::{Actor, Doing, Moment, Sample, State, Wait};
pub use item::Item;
pub use lock::Lock;
pub use managed::{Access, Managed, Service};
pub use manager::Manager;
pub use meeting::Meeting;
pub use memory::Memory;
pub use object::{Object, Shape};
pub use pipe::{End, Pipe};
pub use pool::Pool;
pub use queue::Queue;
pub use run::RunFacts;
pub use unseen::Unseen;
pub use value::{LostUpdate, Value};

use super::event::{Event, Field, Kind};
use super::name::{ActorName, ObjectName};

/// What is true after the first n events of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    /// How many events were applied.
    pub count: u64,
    /// Time of the latest of them, in nanoseconds since the start.
    pub now: u64,
    /// The run itself.
    pub run: RunFacts,
    /// How many events were lost on the way.
    pub lost: u64,
    /// How many events did not fit what was known.
    pub oddities: u64,
    actors: Vec<Arc<Actor>>,
    actor_ranks: Arc<BTreeMap<ActorName, usize>>,
    objects: Vec<Arc<Object>>,
    object_ranks: Arc<BTreeMap<ObjectName, usize>>,
    /// By forked child: what only the threads of its parent share, as it was at the fork. The child has copies.
    forked: Arc<BTreeMap<String, Vec<Arc<Object>>>>,
    /// Who told the last event.
    speaker: Option<usize>,
}

impl World {
    /// A world in which nothing has happened.
    pub fn new() -> World {
        World::default()
    }

    /// Takes one event in. Never fails: what does not fit is counted in [`World::oddities`].
    pub fn apply(&mut self, event: &Event) {
        self.now = self.now.max(event.t);
        self.speaker = None;
        match event.kind {
            Kind::RunStart => self.run.start(event),
            Kind::RunStop => self.run.stop(event, self.count),
            Kind::RunEnd => self.run.end(event),
            Kind::Lost => self.lost += event.int(Field::Count).map_or(1, |count| u64::try_from(count).unwrap_or(1)),
            Kind::Oddity => self.odd(),
            // What we do to those that are left is not theirs: they stay as they stood.
            _ if self.run.stopped.is_some() => {}
            Kind::Sample => self.sampled(event),
            Kind::ProcessGone => self.vanishes(event),
            Kind::ProcessReap if event.actor.is_none() => self.reaps(event),
            Kind::Claim | Kind::Finding | Kind::ChartPoint => {}
            _ => self.acts(event),
        }
        self.count += 1;
    }

    /// Something that an actor did.
    fn acts(&mut self, event: &Event) {
        let Some(who) = self.hears(event) else { return self.odd() };
        self.speaker = Some(who);
        self.lives(who, event);
        self.operates(who, event);
        self.touches(who, event);
    }

    fn odd(&mut self) {
        self.oddities += 1;
    }

    /// Number and time of the event that is being applied.
    fn moment(&self, event: &Event) -> Moment {
        Moment { n: self.count, t: event.t }
    }
}

/// Questions about the run.
impl World {
    /// Whether the event of this number comes after forklore began to end what was left.
    pub fn is_past_the_stop(&self, n: u64) -> bool {
        self.run.stopped.as_ref().is_some_and(|stop| n > stop.n)
    }
}

/// Questions about actors.
impl World {
    /// All actors, in order of appearance.
    pub fn actors(&self) -> impl DoubleEndedIterator<Item = &Actor> + Clone {
        self.actors.iter().map(|actor| &**actor)
    }

    /// One actor.
    pub fn actor(&self, name: &str) -> Option<&Actor> {
        self.actor_ranks.get(name).map(|rank| &*self.actors[*rank])
    }

    /// The actor that appeared at this place, from 0.
    pub fn actor_at(&self, rank: usize) -> Option<&Actor> {
        self.actors.get(rank).map(|actor| &**actor)
    }

    /// Who told the last event, if it was an act of an actor.
    pub fn speaker(&self) -> Option<&Actor> {
        self.actor_at(self.speaker?)
    }

    /// Actors that have not ended.
    pub fn alive(&self) -> impl Iterator<Item = &Actor> {
        self.actors().filter(|actor| actor.is_alive())
    }

    /// Processes and threads whose parent is `name`, in order of appearance.
    pub fn children_of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Actor> + 'a {
        self.actors().filter(move |actor| actor.parent.as_deref() == Some(name))
    }

    /// Actors without a parent among the actors: the main process, and those whose parent has ended.
    pub fn roots(&self) -> impl Iterator<Item = &Actor> {
        self.actors().filter(|actor| actor.parent.as_deref().is_none_or(|parent| self.actor(parent).is_none()))
    }
}

/// Questions about objects.
impl World {
    /// All objects, in order of appearance.
    pub fn objects(&self) -> impl DoubleEndedIterator<Item = &Object> + Clone {
        self.objects.iter().map(|object| &**object)
    }

    /// One object.
    pub fn object(&self, name: &str) -> Option<&Object> {
        self.object_ranks.get(name).map(|rank| &*self.objects[*rank])
    }

    /// A queue by its name.
    pub fn queue(&self, name: &str) -> Option<&Queue> {
        match &self.object(name)?.shape {
            Shape::Queue(queue) => Some(queue),
            _ => None,
        }
    }

    /// A pipe by its name.
    pub fn pipe(&self, name: &str) -> Option<&Pipe> {
        match &self.object(name)?.shape {
            Shape::Pipe(pipe) => Some(pipe),
            _ => None,
        }
    }

    /// A lock, semaphore or interpreter lock by its name.
    pub fn lock(&self, name: &str) -> Option<&Lock> {
        match &self.object(name)?.shape {
            Shape::Lock(lock) => Some(lock),
            _ => None,
        }
    }

    /// An event, condition or barrier by its name.
    pub fn meeting(&self, name: &str) -> Option<&Meeting> {
        match &self.object(name)?.shape {
            Shape::Meeting(meeting) => Some(meeting),
            _ => None,
        }
    }

    /// A shared value by its name.
    pub fn value(&self, name: &str) -> Option<&Value> {
        match &self.object(name)?.shape {
            Shape::Value(value) => Some(value),
            _ => None,
        }
    }

    /// An object that a manager holds, by its name.
    pub fn managed(&self, name: &str) -> Option<&Managed> {
        match &self.object(name)?.shape {
            Shape::Managed(managed) => Some(managed),
            _ => None,
        }
    }

    /// A pool by its name.
    pub fn pool(&self, name: &str) -> Option<&Pool> {
        match &self.object(name)?.shape {
            Shape::Pool(pool) => Some(pool),
            _ => None,
        }
    }

    /// How many items, actors and objects a copy of this world may have to carry: decides how often one is kept.
    pub(crate) fn weight(&self) -> usize {
        let items = self.objects().map(|object| match &object.shape {
            Shape::Queue(queue) => queue.len(),
            Shape::Pipe(pipe) => pipe.ends.iter().map(|end| end.inbox.len()).sum(),
            Shape::Pool(pool) => pool.waiting.len() + pool.running.len() + pool.done.len(),
            _ => 1,
        });
        items.sum::<usize>() + self.actors.len()
    }
}

/// The ways in which the other files of this room change actors and objects.
impl World {
    fn actor_mut(&mut self, rank: usize) -> &mut Actor {
        Arc::make_mut(&mut self.actors[rank])
    }

    fn rank_of(&self, name: &str) -> Option<usize> {
        self.actor_ranks.get(name).copied()
    }

    /// The actor's rank; it is added if it is new.
    fn rank_or_new(&mut self, name: &ActorName, at: Moment) -> usize {
        self.rank_of(name).unwrap_or_else(|| self.new_actor(name, at))
    }

    fn new_actor(&mut self, name: &ActorName, at: Moment) -> usize {
        let rank = self.actors.len();
        self.actors.push(Arc::new(Actor::named(name.clone(), rank, at)));
        Arc::make_mut(&mut self.actor_ranks).insert(name.clone(), rank);
        rank
    }

    /// The object that the event names; it is added if it is new.
    fn object_of(&mut self, event: &Event) -> Option<&mut Object> {
        let name = event.object.as_ref()?;
        let rank = match self.object_ranks.get(name) {
            Some(rank) => *rank,
            None => self.new_object(name, event),
        };
        Some(Arc::make_mut(&mut self.objects[rank]))
    }

    fn new_object(&mut self, name: &ObjectName, event: &Event) -> usize {
        let rank = self.objects.len();
        self.objects.push(Arc::new(Object::first_seen(name.clone(), rank, event)));
        Arc::make_mut(&mut self.object_ranks).insert(name.clone(), rank);
        rank
    }

    /// Does something to each object for which `concerned` holds, leaving the others shared.
    fn each_object(&mut self, concerned: impl Fn(&Object) -> bool, mut change: impl FnMut(&mut Object)) {
        self.objects.iter_mut().filter(|object| concerned(object)).for_each(|object| change(Arc::make_mut(object)));
    }
}
