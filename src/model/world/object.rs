//! A shared object: its name, its class, and what is in it.

use std::sync::Arc;

use super::lock::Lock;
use super::managed::Managed;
use super::manager::Manager;
use super::meeting::Meeting;
use super::memory::Memory;
use super::pipe::Pipe;
use super::pool::Pool;
use super::queue::Queue;
use super::value::Value;
use crate::model::event::Event;
use crate::model::name::{ActorName, ObjectName};

/// A shared object.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// Its name.
    pub name: ObjectName,
    /// What it is, in Python's words: `Queue`, `Pipe`, `Lock` …
    pub class: Arc<str>,
    /// Place in the order of appearance.
    pub rank: usize,
    /// Who made it.
    pub creator: Option<ActorName>,
    /// What is in it.
    pub shape: Shape,
    /// The process whose threads share it, where no other can: a `threading.Lock`, a `queue.Queue`.
    pub within: Option<ActorName>,
    /// The object that it is a forked child's own copy of.
    pub copy_of: Option<ObjectName>,
    /// Number of the last event that is about it.
    pub last: u64,
}

/// What is in an object.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A queue.
    Queue(Queue),
    /// A pipe.
    Pipe(Pipe),
    /// A lock or semaphore.
    Lock(Lock),
    /// An event, a condition or a barrier.
    Meeting(Meeting),
    /// A value on shared memory.
    Value(Value),
    /// A pool of workers.
    Pool(Pool),
    /// A manager.
    Manager(Manager),
    /// An object that a manager holds.
    Managed(Managed),
    /// A named block of shared memory.
    Memory(Memory),
    /// Something with a name and events, and no picture of its own yet.
    Other,
}

impl Object {
    /// An object as the first event that names it lets it be known.
    pub(super) fn first_seen(name: ObjectName, rank: usize, event: &Event) -> Object {
        let class = event.class.clone().unwrap_or_else(|| Arc::from(class_of(event.kind.family())));
        Object {
            shape: Shape::of(event, &class),
            name,
            class,
            rank,
            creator: None,
            within: None,
            copy_of: None,
            last: event.n,
        }
    }

    /// Takes the actor off every list of those who wait for this object.
    pub(super) fn waits_no_more(&mut self, who: &str) {
        let off = |list: &mut Vec<ActorName>| list.retain(|name| name != who);
        match &mut self.shape {
            Shape::Queue(queue) => [&mut queue.getters, &mut queue.putters].into_iter().for_each(off),
            Shape::Pipe(pipe) => {
                pipe.ends.iter_mut().flat_map(|end| [&mut end.readers, &mut end.writers]).for_each(off);
            }
            Shape::Lock(lock) => off(&mut lock.waiters),
            Shape::Meeting(meeting) => off(&mut meeting.waiters),
            Shape::Managed(managed) => managed.waits_no_more(who),
            Shape::Value(_) | Shape::Pool(_) | Shape::Manager(_) | Shape::Memory(_) | Shape::Other => {}
        }
    }
}

impl Shape {
    /// A forked child begins with it: `child` is its only thread, and goes on as `creator`. Nobody else is there.
    pub(super) fn is_copied(&mut self, creator: Option<&ActorName>, child: &ActorName) {
        match self {
            Shape::Queue(queue) => queue.is_copied(),
            Shape::Lock(lock) => {
                lock.waiters.clear();
                lock.holders
                    .iter_mut()
                    .filter(|holder| Some(&**holder) == creator)
                    .for_each(|holder| *holder = child.clone());
            }
            Shape::Meeting(meeting) => meeting.is_copied(),
            // Only what belongs to threads is copied.
            _ => {}
        }
    }

    fn of(event: &Event, class: &str) -> Shape {
        match event.kind.family() {
            "queue" => Shape::Queue(Queue {
                direct: class == "SimpleQueue" || is_of_threads(class),
                of_threads: is_of_threads(class),
                ..Queue::default()
            }),
            "pipe" => Shape::Pipe(Pipe::default()),
            "lock" | "gil" => Shape::Lock(Lock {
                permits: 1,
                reentrant: class == "RLock",
                counts: class == "Semaphore",
                ..Lock::default()
            }),
            "sync" => Shape::Meeting(Meeting::default()),
            "value" => Shape::Value(Value::default()),
            "pool" => Shape::Pool(Pool::default()),
            "manager" | "net" if class == "Manager" => Shape::Manager(Manager::default()),
            "manager" => Shape::Managed(Managed::default()),
            "memory" => Shape::Memory(Memory::default()),
            _ => Shape::Other,
        }
    }
}

/// Whether a queue of this class is one of a single process, such as `queue.Queue`.
fn is_of_threads(class: &str) -> bool {
    matches!(class, "ThreadQueue" | "LifoQueue" | "PriorityQueue")
}

/// The class to assume where none is told.
fn class_of(family: &str) -> &'static str {
    match family {
        "queue" => "Queue",
        "pipe" => "Pipe",
        "lock" => "Lock",
        "gil" => "GIL",
        "sync" => "Event",
        "value" => "Value",
        "pool" => "Pool",
        "memory" => "SharedMemory",
        "manager" => "Manager",
        _ => "object",
    }
}
