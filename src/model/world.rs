//! The world: what is true after the first n events of a run. One door in ([`World::apply`]), many small questions out.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::event::{Event, Kind, Place};
use super::name::{ActorName, ObjectName};

/// What is true after the first n events of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    /// How many events were applied.
    pub count: u64,
    /// Time of the last one, in nanoseconds since the start.
    pub now: u64,
    /// The run itself.
    pub run: RunFacts,
    actors: BTreeMap<ActorName, Actor>,
    actor_order: Vec<ActorName>,
    objects: BTreeMap<ObjectName, Object>,
    object_order: Vec<ObjectName>,
    /// Events lost on the way, and oddities met.
    pub lost: u64,
    /// How many events did not fit what was known.
    pub oddities: u64,
}

/// What is known of the run as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunFacts {
    /// `native` or `python`.
    pub engine: Arc<str>,
    /// Version of the engine.
    pub version: Arc<str>,
    /// The lesson or command.
    pub program: Arc<str>,
    /// Variant of the lesson.
    pub variant: Option<Arc<str>>,
    /// Settings of the knobs, in order.
    pub knobs: Vec<(Arc<str>, Arc<str>)>,
    /// Whether a schedule decides the order.
    pub gated: bool,
    /// How it ended: status of the main process, and the reason.
    pub ended: Option<(Option<i32>, Arc<str>)>,
}

/// One thread of one process, as far as is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// Its name.
    pub name: ActorName,
    /// Place in the order of appearance, from 0: decides letter and colour.
    pub rank: usize,
    /// Process id, once it has spoken.
    pub pid: Option<i32>,
    /// Kernel thread id.
    pub tid: Option<i32>,
    /// Parent's pid, as the process itself saw it at its start.
    pub ppid: Option<i32>,
    /// Who created it.
    pub creator: Option<ActorName>,
    /// Who is its parent now: the creator, or who adopted it.
    pub parent: Option<ActorName>,
    /// The name that the program gives it: `Process-1`.
    pub title: Option<Arc<str>>,
    /// The program that it executes, if it was replaced.
    pub program: Option<Arc<str>>,
    /// `worker`, `feeder`, `handler` …, where told.
    pub role: Option<Arc<str>>,
    /// Whether it is daemonic.
    pub daemon: bool,
    /// What it does.
    pub state: State,
    /// Exit status as Python gives it, once known.
    pub status: Option<i32>,
    /// Line of its last event that has one.
    pub place: Option<Place>,
    /// Locks that it holds.
    pub holds: Vec<ObjectName>,
    /// The kernel's last word on it.
    pub sample: Option<Sample>,
    /// Number of the last event that is about it.
    pub last: u64,
    /// When it began, in nanoseconds.
    pub since: u64,
}

/// What an actor does.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum State {
    /// Its creation was told; it has not spoken yet.
    #[default]
    Born,
    /// It runs, or is ready to.
    Runs,
    /// It cannot go on until something happens.
    Waits(Wait),
    /// It sleeps until a time.
    Sleeps {
        /// For how long, in seconds.
        seconds: f64,
        /// Since when, in nanoseconds.
        since: u64,
    },
    /// It has ended; its parent has not collected its status.
    Zombie,
    /// It has ended and nothing is left of it (for a thread: it has ended).
    Gone,
}

/// What an actor waits for.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    /// The operation that does not end.
    pub kind: Kind,
    /// The object it is about.
    pub object: Option<ObjectName>,
    /// The actor it is about: a child joined.
    pub target: Option<ActorName>,
    /// For what: `item`, `room`, `release`, `exit`, `message` …
    pub what: Arc<str>,
    /// Whether it ends by itself after some seconds.
    pub timeout: Option<f64>,
    /// Since when, in nanoseconds.
    pub since: u64,
}

/// The kernel's word on a process at a moment. Times in nanoseconds, memory in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sample {
    /// State letter of `/proc/PID/stat`.
    pub state: char,
    /// CPU time used since its start.
    pub cpu_ns: u64,
    /// Time spent ready but not running.
    pub delay_ns: u64,
    /// Share of one core used between this sample and the one before, 0.0–n; `None` for the first.
    pub load: Option<f32>,
    /// Resident memory.
    pub rss: u64,
    /// Of it, shared with other processes.
    pub shared: u64,
    /// Of it, private.
    pub private: u64,
    /// Voluntary context switches.
    pub voluntary: u64,
    /// Involuntary context switches.
    pub involuntary: u64,
    /// Kernel threads.
    pub threads: u32,
    /// When, in nanoseconds since the start of the run.
    pub at: u64,
}

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
    /// A value on shared memory.
    Value(Value),
    /// A pool of workers.
    Pool(Pool),
    /// Something with a name and events, and no picture of its own yet.
    Other,
}

/// An item on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its repr.
    pub value: Arc<str>,
    /// Who put or sent it.
    pub from: ActorName,
    /// Bytes as it travels.
    pub bytes: Option<u64>,
    /// Number of the event that put it there.
    pub n: u64,
}

/// A queue: buffers of the putting processes, then one pipe.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    /// Bound; 0 for none.
    pub maxsize: u64,
    /// Put, and not yet written into the pipe by the feeder, in order.
    pub buffered: VecDeque<Item>,
    /// Written, and not yet got, in order.
    pub piped: VecDeque<Item>,
    /// How many were put.
    pub put: u64,
    /// How many were got.
    pub got: u64,
    /// The last item got, and by whom.
    pub last_got: Option<(Item, ActorName)>,
    /// Who waits to get.
    pub getters: Vec<ActorName>,
    /// Who waits for room.
    pub putters: Vec<ActorName>,
}

/// A pipe between two ends.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pipe {
    /// The two ends; what is sent at one is received at the other.
    pub ends: [End; 2],
    /// `pipe` or `socketpair`.
    pub via: Arc<str>,
    /// Bytes it holds by the kernel's word; `None` for a socket pair.
    pub capacity: Option<u64>,
}

/// One end of a pipe.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct End {
    /// Its name.
    pub name: Arc<str>,
    /// Messages sent to this end and not yet received here.
    pub inbox: VecDeque<Item>,
    /// Processes (by their main actors) that have a copy of it open.
    pub open_in: Vec<ActorName>,
    /// How many were received here.
    pub received: u64,
    /// Bytes waiting, when last told by an owner.
    pub fill: Option<u64>,
    /// Who waits to receive here.
    pub readers: Vec<ActorName>,
    /// Who waits for room to send from here.
    pub writers: Vec<ActorName>,
}

/// A lock or a semaphore.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lock {
    /// How many may hold it at once.
    pub permits: u64,
    /// Who holds it, in the order of taking.
    pub holders: Vec<ActorName>,
    /// Who waits for it.
    pub waiters: Vec<ActorName>,
    /// How often it was taken.
    pub taken: u64,
}

/// A value on shared memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Value {
    /// What it is now.
    pub now: Arc<str>,
    /// What each actor last read of it and has not written since: the stale copies.
    pub read_by: BTreeMap<ActorName, Arc<str>>,
    /// Who wrote last.
    pub writer: Option<ActorName>,
    /// Writes so far.
    pub writes: u64,
}

/// A pool of workers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pool {
    /// How many workers it keeps.
    pub workers: u64,
    /// Tasks that wait, by number.
    pub waiting: VecDeque<i64>,
    /// Tasks being done, and by whom.
    pub running: BTreeMap<i64, ActorName>,
    /// Tasks done, in the order of their end, and by whom.
    pub done: Vec<(i64, ActorName)>,
    /// No more tasks are taken.
    pub closed: bool,
}

impl World {
    /// A world in which nothing has happened.
    pub fn new() -> World {
        World::default()
    }

    /// Takes one event in. Never fails: what does not fit is counted in [`World::oddities`].
    pub fn apply(&mut self, event: &Event) {
        self.count += 1;
        self.now = event.t;
    }

    /// All actors, in order of appearance.
    pub fn actors(&self) -> impl Iterator<Item = &Actor> {
        self.actor_order.iter().filter_map(|name| self.actors.get(name))
    }

    /// One actor.
    pub fn actor(&self, name: &str) -> Option<&Actor> {
        self.actors.get(name)
    }

    /// All objects, in order of appearance.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.object_order.iter().filter_map(|name| self.objects.get(name))
    }

    /// One object.
    pub fn object(&self, name: &str) -> Option<&Object> {
        self.objects.get(name)
    }

    /// Processes and threads that `name` created, in order of appearance.
    pub fn children_of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Actor> + 'a {
        self.actors().filter(move |actor| actor.parent.as_deref() == Some(name))
    }
}
