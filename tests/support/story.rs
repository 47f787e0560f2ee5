//! A run told in sentences: `story().fork("main", "child").wants("child", "lock").takes("child", "lock")`.

use forklore::model::event::Val;
use forklore::model::{Event, Field, Kind, Phase, World};

/// The events of a run that never took place, a millisecond apart.
#[derive(Clone, Debug)]
pub struct Story {
    events: Vec<Event>,
    pids: Vec<String>,
    now: u64,
}

/// A run in which `main` has begun, with pid 1000; the next process has 1001, and so on.
pub fn story() -> Story {
    let mut story = Story { events: Vec::new(), pids: Vec::new(), now: 0 };
    let start = Event::new(Kind::RunStart).with(Field::Engine, "native").with(Field::Program, "story");
    story.push(start);
    story.starts("main", 1)
}

impl Story {
    /// What was told.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// What is true now.
    pub fn world(&self) -> World {
        let mut world = World::new();
        self.events.iter().for_each(|event| world.apply(event));
        world
    }

    /// Any event, by an actor.
    pub fn tells(mut self, who: &str, kind: Kind, make: impl FnOnce(Event) -> Event) -> Story {
        let mut event = make(Event::new(kind));
        event.actor = Some(who.into());
        event.pid = self.pid(who);
        self.push(event);
        self
    }

    /// Every step of it waits for leave.
    pub fn gated(mut self) -> Story {
        self.events[0].with.push((Field::Gated, Val::Bool(true)));
        self
    }

    /// Time passes, in milliseconds.
    pub fn passes(mut self, ms: u64) -> Story {
        self.now += ms * 1_000_000;
        self
    }

    fn push(&mut self, mut event: Event) {
        event.n = self.events.len() as u64;
        event.t = self.now;
        self.now += 1_000_000;
        self.events.push(event);
    }

    fn pid(&self, who: &str) -> Option<i32> {
        let process = who.split('/').next().unwrap_or(who);
        self.pids.iter().position(|name| name == process).map(|place| 1000 + place as i32)
    }
}

/// Processes and threads.
impl Story {
    /// `parent` forks and `child` begins.
    pub fn fork(self, parent: &str, child: &str) -> Story {
        let ppid = self.pid(parent).unwrap_or(1);
        self.forks(parent, child).starts(child, ppid)
    }

    /// `parent` forks; the child has not spoken yet.
    pub fn forks(self, parent: &str, child: &str) -> Story {
        self.tells(parent, Kind::ProcessFork, |event| event.with(Field::Child, child).with(Field::Method, "fork"))
    }

    /// A process says its first word.
    pub fn starts(mut self, who: &str, ppid: i32) -> Story {
        self.pids.push(who.to_string());
        self.tells(who, Kind::ProcessStart, |event| event.with(Field::Name, who).with(Field::Ppid, ppid))
    }

    /// A worker of a pool is forked and begins.
    pub fn worker(self, parent: &str, child: &str) -> Story {
        let mut story = self.fork(parent, child);
        if let Some(event) = story.events.last_mut() {
            event.with.push((Field::Role, Val::text("worker")));
        }
        story
    }

    /// A thread says its first word.
    pub fn thread(self, who: &str) -> Story {
        self.tells(who, Kind::ThreadStart, |event| event.with(Field::Name, who))
    }

    /// A process ends.
    pub fn exits(self, who: &str, status: i32) -> Story {
        self.tells(who, Kind::ProcessExit, |event| event.with(Field::Status, status))
    }

    /// A process was killed; the kernel says so.
    pub fn killed(self, who: &str, signal: i32) -> Story {
        self.tells(who, Kind::ProcessExit, |event| event.with(Field::Status, -signal).with(Field::By, "kernel"))
    }

    /// `who` sends a signal.
    pub fn signals(self, who: &str, target: &str, signal: &str) -> Story {
        self.tells(who, Kind::ProcessSignal, |event| event.with(Field::Target, target).with(Field::Signal, signal))
    }

    /// `who` collects its child's status.
    pub fn reaps(self, who: &str, child: &str, status: i32) -> Story {
        self.tells(who, Kind::ProcessReap, |event| event.with(Field::Child, child).with(Field::Status, status))
    }

    /// `who` arrives at `join` and has to wait.
    pub fn joins(self, who: &str, child: &str) -> Story {
        self.phase(who, Kind::ProcessJoin, Phase::Begin, |event| event.with(Field::Child, child)).phase(
            who,
            Kind::ProcessJoin,
            Phase::Wait,
            |event| event.with(Field::Child, child).with(Field::For, "exit"),
        )
    }

    /// `who` has collected the child and goes on.
    pub fn joined(self, who: &str, child: &str, status: i32) -> Story {
        self.reaps(who, child, status)
            .phase(who, Kind::ProcessJoin, Phase::End, |event| event.with(Field::Child, child))
    }

    /// `who` sleeps from now on.
    pub fn sleeps(self, who: &str, seconds: f64) -> Story {
        self.phase(who, Kind::TimeSleep, Phase::Begin, |event| event.with(Field::Seconds, seconds))
    }

    /// `who` has slept.
    pub fn wakes(self, who: &str) -> Story {
        self.phase(who, Kind::TimeSleep, Phase::End, |event| event)
    }

    /// `who` writes a line.
    pub fn prints(self, who: &str, text: &str) -> Story {
        self.tells(who, Kind::Output, |event| event.with(Field::Stream, "stdout").with(Field::Text, text))
    }

    /// The kernel is asked about a process.
    pub fn sample(self, who: &str, cpu_ms: i64) -> Story {
        let cpu = cpu_ms * 1_000_000;
        self.tells(who, Kind::Sample, |event| event.with(Field::State, "S").with(Field::CpuNs, cpu))
    }

    /// Forklore ends the processes that are left.
    pub fn stops(mut self, reason: &str, left: &[&str]) -> Story {
        let stop = Event::new(Kind::RunStop).with(Field::Signal, "SIGKILL").with(Field::Count, left.len() as i64);
        self.push(stop.with(Field::Reason, reason));
        left.iter().fold(self, |story, who| {
            story.tells(who, Kind::ProcessExit, |event| event.with(Field::Status, -9).with(Field::By, "forklore"))
        })
    }

    /// The run is over.
    pub fn run_ends(mut self, reason: &str) -> Story {
        self.push(Event::new(Kind::RunEnd).with(Field::Status, Val::Null).with(Field::Reason, reason));
        self
    }

    /// It is a run of the learner's own command, and no lesson's.
    pub fn watched(mut self) -> Story {
        self.events[0].with.push((Field::Watched, Val::Bool(true)));
        self
    }

    /// The engine says that nothing is left of a process.
    pub fn vanishes(mut self, child: &str) -> Story {
        self.push(Event::new(Kind::ProcessGone).with(Field::Child, child));
        self
    }

    fn phase(self, who: &str, kind: Kind, phase: Phase, make: impl FnOnce(Event) -> Event) -> Story {
        self.tells(who, kind, |mut event| {
            event.phase = Some(phase);
            make(event)
        })
    }
}

/// Shared objects, all made by `main`.
impl Story {
    /// A lock.
    pub fn lock(self, name: &str) -> Story {
        self.makes(Kind::LockCreate, name, "Lock", |event| event)
    }

    /// A semaphore.
    pub fn semaphore(self, name: &str, permits: u32) -> Story {
        self.makes(Kind::LockCreate, name, "Semaphore", |mut event| {
            event.value = Some(permits.to_string().into());
            event
        })
    }

    /// A lock that its holder may take again.
    pub fn rlock(self, name: &str) -> Story {
        self.makes(Kind::LockCreate, name, "RLock", |event| event)
    }

    /// A queue; 0 for one without bound.
    pub fn queue(self, name: &str, maxsize: u32) -> Story {
        self.makes(Kind::QueueCreate, name, "Queue", |event| event.with(Field::Maxsize, maxsize))
    }

    /// A pipe with two ends.
    pub fn pipe(self, name: &str, a: &str, b: &str) -> Story {
        let ends = Val::List(vec![Val::text(a), Val::text(b)]);
        self.makes(Kind::PipeCreate, name, "Pipe", |event| event.with(Field::Ends, ends).with(Field::Via, "socketpair"))
    }

    /// `who` has an end of a connection, which is called `client` or `server` behind its name; a `peer` is not seen.
    pub fn connects(self, who: &str, name: &str, end: &str, peer: Option<&str>) -> Story {
        let ends = Val::List(["client", "server"].map(|end| Val::text(format!("{name}.{end}"))).to_vec());
        self.about(who, Kind::PipeOpen, name, |mut event| {
            event.class = Some("Connection".into());
            let event = event.with(Field::Ends, ends).with(Field::End, format!("{name}.{end}")).with(Field::Via, "tcp");
            peer.into_iter().fold(event, |event, peer| event.with(Field::Peer, peer))
        })
    }

    /// A value on shared memory.
    pub fn value(self, name: &str, value: &str) -> Story {
        self.makes(Kind::ValueCreate, name, "Value", |mut event| {
            event.value = Some(value.into());
            event
        })
    }

    /// A pool.
    pub fn pool(self, name: &str, workers: u32) -> Story {
        self.makes(Kind::PoolCreate, name, "Pool", |event| event.with(Field::Workers, workers))
    }

    /// An event, not set.
    pub fn event(self, name: &str) -> Story {
        self.makes(Kind::SyncCreate, name, "Event", |event| event)
    }

    /// A condition.
    pub fn condition(self, name: &str) -> Story {
        self.makes(Kind::SyncCreate, name, "Condition", |event| event)
    }

    /// A barrier for so many.
    pub fn barrier(self, name: &str, parties: u32) -> Story {
        self.makes(Kind::SyncCreate, name, "Barrier", |mut event| {
            event.value = Some(parties.to_string().into());
            event
        })
    }

    /// A queue, lock or event that only the threads of its process share: by `kind` and class.
    pub fn of_threads(self, who: &str, kind: Kind, class: &str, name: &str) -> Story {
        self.tells(who, kind, |mut event| {
            (event.object, event.class) = (Some(name.into()), Some(class.into()));
            event.with(Field::Maxsize, 0).with(Field::Via, "threads")
        })
    }

    /// The forked child's own copy of one.
    pub fn copies(self, who: &str, kind: Kind, class: &str, of: &str) -> Story {
        let name = format!("{who}.{of}");
        self.tells(who, kind, |mut event| {
            (event.object, event.class) = (Some(name.as_str().into()), Some(class.into()));
            event.with(Field::Maxsize, 0).with(Field::Via, "threads").with(Field::CopyOf, of)
        })
    }

    /// A queue without feeders.
    pub fn simple_queue(self, name: &str) -> Story {
        self.makes(Kind::QueueCreate, name, "SimpleQueue", |event| event.with(Field::Maxsize, 0))
    }

    fn makes(self, kind: Kind, name: &str, class: &str, make: impl FnOnce(Event) -> Event) -> Story {
        self.tells("main", kind, |mut event| {
            event.object = Some(name.into());
            event.class = Some(class.into());
            make(event)
        })
    }

    /// Any event about an object.
    pub fn about(self, who: &str, kind: Kind, object: &str, make: impl FnOnce(Event) -> Event) -> Story {
        self.tells(who, kind, |mut event| {
            event.object = Some(object.into());
            make(event)
        })
    }
}

/// Locks.
impl Story {
    /// `who` asks for the lock.
    pub fn wants(self, who: &str, lock: &str) -> Story {
        self.about(who, Kind::LockAcquire, lock, begin)
    }

    /// … and cannot have it.
    pub fn waits_for_lock(self, who: &str, lock: &str) -> Story {
        self.about(who, Kind::LockAcquire, lock, |event| wait(event).with(Field::For, "release"))
    }

    /// … and has it.
    pub fn takes(self, who: &str, lock: &str) -> Story {
        self.about(who, Kind::LockAcquire, lock, end)
    }

    /// … and gives it back.
    pub fn releases(self, who: &str, lock: &str) -> Story {
        self.about(who, Kind::LockRelease, lock, |event| event)
    }
}

/// Events, conditions, barriers.
impl Story {
    /// `who` comes to where others are waited for, or something that may have happened.
    pub fn comes(self, who: &str, object: &str) -> Story {
        self.about(who, Kind::SyncWait, object, begin)
    }

    /// … and has to wait: until it is `set`, for a `notify`, for `others`.
    pub fn waits_at(self, who: &str, object: &str, what: &str) -> Story {
        self.comes(who, object).about(who, Kind::SyncWait, object, |event| wait(event).with(Field::For, what))
    }

    /// … and goes on.
    pub fn goes_on(self, who: &str, object: &str) -> Story {
        self.about(who, Kind::SyncWait, object, end)
    }

    /// … and goes on without what it waited for.
    pub fn gives_up(self, who: &str, object: &str, outcome: &str) -> Story {
        self.about(who, Kind::SyncWait, object, |event| end(event).with(Field::Outcome, outcome))
    }

    /// `who` sets an event (`True`), clears it (`False`), or breaks a barrier (`broken`).
    pub fn sets(self, who: &str, object: &str, value: &str) -> Story {
        self.about(who, Kind::SyncSet, object, |mut event| {
            event.value = Some(value.into());
            event
        })
    }

    /// `who` notifies so many of those who wait.
    pub fn notifies(self, who: &str, condition: &str, count: u32) -> Story {
        self.about(who, Kind::SyncNotify, condition, |event| event.with(Field::Count, count))
    }
}

/// Queues.
impl Story {
    /// `who` puts, and the item is in its buffer.
    pub fn puts(self, who: &str, queue: &str, value: &str) -> Story {
        self.about(who, Kind::QueuePut, queue, |event| valued(begin(event), value)).about(
            who,
            Kind::QueuePut,
            queue,
            |event| valued(end(event), value),
        )
    }

    /// `who` arrives at a put.
    pub fn begins_put(self, who: &str, queue: &str, value: &str) -> Story {
        self.about(who, Kind::QueuePut, queue, |event| valued(begin(event), value))
    }

    /// `who`'s put is over.
    pub fn ends_put(self, who: &str, queue: &str, value: &str) -> Story {
        self.about(who, Kind::QueuePut, queue, |event| valued(end(event), value))
    }

    /// The feeder of process `who` writes an item into the pipe.
    pub fn feeds(self, who: &str, queue: &str, value: &str) -> Story {
        self.about(&format!("{who}/feeder"), Kind::QueueFed, queue, |event| valued(event, value))
    }

    /// `who` asks for an item and has to wait.
    pub fn waits_to_get(self, who: &str, queue: &str) -> Story {
        self.about(who, Kind::QueueGet, queue, begin)
            .about(who, Kind::QueueGet, queue, |event| wait(event).with(Field::For, "item"))
    }

    /// `who` has an item.
    pub fn gets(self, who: &str, queue: &str, value: &str) -> Story {
        self.about(who, Kind::QueueGet, queue, |event| valued(end(event), value))
    }
}

/// Pipes.
impl Story {
    /// `who` sends from an end.
    pub fn sends(self, who: &str, pipe: &str, from: &str, value: &str) -> Story {
        self.about(who, Kind::PipeSend, pipe, |event| valued(begin(event).with(Field::End, from), value)).about(
            who,
            Kind::PipeSend,
            pipe,
            |event| end(event).with(Field::End, from),
        )
    }

    /// `who` receives at an end.
    pub fn receives(self, who: &str, pipe: &str, at: &str, value: &str) -> Story {
        self.about(who, Kind::PipeRecv, pipe, |event| valued(end(event).with(Field::End, at), value))
    }

    /// `who` asks for a message at an end and has to wait.
    pub fn waits_to_receive(self, who: &str, pipe: &str, at: &str) -> Story {
        self.about(who, Kind::PipeRecv, pipe, |event| begin(event).with(Field::End, at)).about(
            who,
            Kind::PipeRecv,
            pipe,
            |event| wait(event).with(Field::End, at).with(Field::For, "message"),
        )
    }

    /// `who` closes its copy of an end.
    pub fn closes(self, who: &str, pipe: &str, which: &str) -> Story {
        self.about(who, Kind::PipeClose, pipe, |event| event.with(Field::End, which))
    }
}

/// Values and pools.
impl Story {
    /// `who` reads a shared value.
    pub fn reads(self, who: &str, object: &str, value: &str) -> Story {
        self.about(who, Kind::ValueRead, object, |event| valued(event, value))
    }

    /// `who` writes a shared value.
    pub fn writes(self, who: &str, object: &str, value: &str) -> Story {
        self.about(who, Kind::ValueWrite, object, |event| valued(event, value))
    }

    /// `who` hands in a task.
    pub fn submits(self, who: &str, pool: &str, task: u32) -> Story {
        self.about(who, Kind::PoolSubmit, pool, |event| event.with(Field::Task, task))
    }

    /// A worker begins a task.
    pub fn works_on(self, who: &str, pool: &str, task: u32) -> Story {
        self.about(who, Kind::PoolTask, pool, |event| begin(event).with(Field::Task, task).with(Field::Worker, who))
    }

    /// A worker has nothing to do.
    pub fn idles(self, who: &str, pool: &str) -> Story {
        self.about(who, Kind::PoolTask, pool, |event| wait(event).with(Field::Worker, who).with(Field::For, "item"))
    }

    /// `who` waits for the result of a task.
    pub fn awaits(self, who: &str, pool: &str, task: u32) -> Story {
        let asks = self.about(who, Kind::SyncWait, pool, |event| begin(event).with(Field::Task, task));
        asks.about(who, Kind::SyncWait, pool, |event| wait(event).with(Field::Task, task).with(Field::For, "result"))
    }

    /// A worker has done a task.
    pub fn has_done(self, who: &str, pool: &str, task: u32) -> Story {
        self.about(who, Kind::PoolTask, pool, |event| end(event).with(Field::Task, task).with(Field::Worker, who))
    }
}

fn begin(mut event: Event) -> Event {
    event.phase = Some(Phase::Begin);
    event
}

fn wait(mut event: Event) -> Event {
    event.phase = Some(Phase::Wait);
    event
}

fn end(mut event: Event) -> Event {
    event.phase = Some(Phase::End);
    event
}

fn valued(mut event: Event, value: &str) -> Event {
    event.value = Some(value.into());
    event
}
