//! An actor: one thread of one process, as far as its events tell.

use std::sync::Arc;

use crate::model::event::{Kind, Place};
use crate::model::name::{ActorName, ObjectName};

/// A place in the order and in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Number of the event.
    pub n: u64,
    /// Its time, in nanoseconds since the start of the run.
    pub t: u64,
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
    /// Who is its parent now, among the actors: the creator while that is alive. For a thread, its process.
    pub parent: Option<ActorName>,
    /// Whether its parent ended before it, so that somebody outside the program is its parent now.
    pub adopted: bool,
    /// The name that the program gives it: `Process-1`.
    pub title: Option<Arc<str>>,
    /// The program that it executes, if it was replaced.
    pub program: Option<Arc<str>>,
    /// `worker`, `feeder`, `handler` …, where told.
    pub role: Option<Arc<str>>,
    /// Whether it is daemonic.
    pub daemon: bool,
    /// Whether it says nothing itself, and is only seen from outside.
    pub outside: bool,
    /// What it does.
    pub state: State,
    /// The operation in which it is, from its `begin` to its `end`.
    pub doing: Option<Doing>,
    /// When the wait of its last blocking operation began, if it had to wait.
    pub waited: Option<Moment>,
    /// Exit status as Python gives it, once known.
    pub status: Option<i32>,
    /// Line of its last event that has one.
    pub place: Option<Place>,
    /// Locks that it holds; one taken twice stands twice.
    pub holds: Vec<ObjectName>,
    /// The kernel's last word on it.
    pub sample: Option<Sample>,
    /// The sample before the first in which it had less memory, where it has said nothing since: it may be ending.
    pub(super) had: Option<Sample>,
    /// Number of the last event that is about it.
    pub last: u64,
    /// When it began, in nanoseconds.
    pub since: u64,
    /// The fork or spawn that made it, where one was told.
    pub forked: Option<Moment>,
    /// The line of that fork, until it executes another program: there it goes on.
    pub forked_at: Option<Place>,
    /// How it was made: `fork`, `spawn`, `forkserver`.
    pub method: Option<Arc<str>>,
    /// Bytes that it was sent to begin with, where any were.
    pub sent: Option<u64>,
    /// The first time that it wrote something, other than an error.
    pub spoke: Option<Moment>,
    /// Its end, once told.
    pub ended: Option<Moment>,
    /// The collecting of its status by its parent, once told.
    pub reaped: Option<Moment>,
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

/// A blocking operation that has begun and not ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Doing {
    /// Which one.
    pub kind: Kind,
    /// The object it is about.
    pub object: Option<ObjectName>,
    /// The actor it is about: a child joined.
    pub target: Option<ActorName>,
    /// The end of a pipe it uses.
    pub end: Option<Arc<str>>,
    /// The task of a pool that it is about: a result.
    pub task: Option<i64>,
    /// Whether it ends by itself after some seconds.
    pub timeout: Option<f64>,
    /// Where it began.
    pub begun: Moment,
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
    /// The end of a pipe it uses.
    pub end: Option<Arc<str>>,
    /// For what: `item`, `room`, `release`, `exit`, `message` …
    pub what: Arc<str>,
    /// The task of a pool that it is about: a result.
    pub task: Option<i64>,
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
    /// Number of its event.
    pub n: u64,
    /// Whether it slept at the sample before too, and has neither computed nor said a word between them.
    pub quiet: bool,
}

impl Actor {
    /// Its name without the number that tells it from others of the same kind: `worker` of `worker-2`.
    pub fn kin(&self) -> &str {
        let name: &str = &self.name;
        let (kin, number) = name.rsplit_once('-').unwrap_or((name, ""));
        if !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()) { kin } else { name }
    }

    /// The line where it is: of its last event that has one, before that of the fork that it came out of.
    pub fn stands_at(&self) -> Option<&Place> {
        self.place.as_ref().or(self.forked_at.as_ref())
    }

    /// Whether it has ended and was never at a line of the program: a process that was seen only from outside. A pool's
    /// worker may die before it comes to one.
    pub fn was_outside(&self) -> bool {
        self.is_process() && self.stands_at().is_none() && self.state == State::Gone && !self.has_role("worker")
    }

    /// An actor of which only the name is known.
    pub(super) fn named(name: ActorName, rank: usize, at: Moment) -> Actor {
        Actor {
            parent: name.is_thread().then(|| ActorName::from(name.process())),
            role: role_of(&name),
            name,
            rank,
            pid: None,
            tid: None,
            ppid: None,
            creator: None,
            adopted: false,
            title: None,
            program: None,
            daemon: false,
            outside: false,
            state: State::Born,
            doing: None,
            waited: None,
            status: None,
            place: None,
            holds: Vec::new(),
            sample: None,
            had: None,
            last: at.n,
            since: at.t,
            forked: None,
            forked_at: None,
            method: None,
            sent: None,
            spoke: None,
            ended: None,
            reaped: None,
        }
    }

    /// Whether it has not ended.
    pub fn is_alive(&self) -> bool {
        !matches!(self.state, State::Zombie | State::Gone)
    }

    /// Whether it is a process's first thread, and so stands for the process.
    pub fn is_process(&self) -> bool {
        !self.name.is_thread()
    }

    /// Whether it is the process that the run began with.
    pub fn is_first(&self) -> bool {
        self.is_process() && self.creator.is_none() && self.rank == 0
    }

    /// What it waits for, if it waits.
    pub fn waits(&self) -> Option<&Wait> {
        match &self.state {
            State::Waits(wait) => Some(wait),
            _ => None,
        }
    }

    /// Whether it waits, for good unless somebody does something: no timeout will end it.
    pub fn waits_for_good(&self) -> bool {
        self.waits().is_some_and(|wait| wait.timeout.is_none())
    }

    /// Whether it runs by its own word, and yet only waits for something: a feeder has said all that it does; of whoever says
    /// nothing the kernel says that it sleeps, and of whoever has asked the kernel for what nobody tells, a line of input.
    pub fn is_idle(&self) -> bool {
        let is_asleep = || self.sample.is_some_and(|sample| matches!(sample.state, 'S' | 'I' | 'D'));
        match self.state {
            State::Runs if self.has_role("feeder") => self.doing.is_none(),
            State::Runs if self.is_known_by_samples() => is_asleep(),
            State::Runs => self.sample.is_some_and(|sample| sample.quiet && sample.n > self.last),
            _ => false,
        }
    }

    /// Whether only samples tell what it does: it is seen from outside, or is a server of the library's.
    pub fn is_known_by_samples(&self) -> bool {
        self.outside || self.has_role("server")
    }

    /// Whether it has this role: `feeder`, `worker`, `handler`.
    pub fn has_role(&self, role: &str) -> bool {
        self.role.as_deref() == Some(role)
    }

    /// It has ended without a word since its memory became less: that was its end, and not what it had.
    pub(super) fn ends_with_what_it_had(&mut self) {
        if let (Some(had), Some(sample)) = (self.had.take(), &mut self.sample) {
            (sample.rss, sample.shared, sample.private) = (had.rss, had.shared, had.private);
        }
    }

    pub(super) fn end(&mut self, state: State, at: Moment) {
        self.state = state;
        self.doing = None;
        self.last = at.n;
        self.ended.get_or_insert(at);
    }
}

/// Threads of the multiprocessing library itself are known by their names.
fn role_of(name: &ActorName) -> Option<Arc<str>> {
    let (_, thread) = name.split_once('/')?;
    let kind = thread.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
    match kind {
        "feeder" => Some("feeder".into()),
        _ if kind.ends_with("-handler") => Some("handler".into()),
        _ => None,
    }
}
