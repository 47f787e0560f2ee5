//! An event: one thing that happened to one actor.
//!
//! An event is a few common fields and a short list of further ones, so that a moment, a claim or an exporter can ask
//! for any of them by name. Which kind carries which fields is told by the table at [`Kind`] and by the published
//! schema (`assets/events.schema.json`).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::name::{ActorName, ObjectName};

/// One thing that happened to one actor.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Place in the order of the run, from 0, without gaps.
    pub n: u64,
    /// Nanoseconds since the start of the run, on the monotonic clock.
    pub t: u64,
    /// Who; `None` for what the engine itself tells.
    pub actor: Option<ActorName>,
    /// The actor's process id.
    pub pid: Option<i32>,
    /// The actor's kernel thread id.
    pub tid: Option<i32>,
    /// What happened.
    pub kind: Kind,
    /// Which part of a blocking operation this is.
    pub phase: Option<Phase>,
    /// Where in the program.
    pub place: Option<Place>,
    /// The shared object that it happened to.
    pub object: Option<ObjectName>,
    /// What the object is: `Queue`, `Lock` … in Python's words.
    pub class: Option<Arc<str>>,
    /// The value put, got, sent, read …: Python's repr, at most 60 columns.
    pub value: Option<Arc<str>>,
    /// Size of the value as it travels, or of the text written, in bytes.
    pub bytes: Option<u64>,
    /// Further fields, in the order in which they are printed.
    pub with: Vec<(Field, Val)>,
}

/// A line of a source file of the lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file's name inside the lesson folder, or its path for a watched program.
    pub file: Arc<str>,
    /// Line number, from 1.
    pub line: u32,
}

/// Part of a blocking operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Phase {
    /// The actor has arrived at the operation.
    Begin,
    /// It cannot go on; field `for` says for what it waits.
    Wait,
    /// The operation is over; field `outcome` says how, where it is not plain success.
    End,
}

impl Phase {
    /// Every phase, in order.
    pub const ALL: [Phase; 3] = [Phase::Begin, Phase::Wait, Phase::End];

    /// As it stands in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Phase::Begin => "begin",
            Phase::Wait => "wait",
            Phase::End => "end",
        }
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $Enum:ident { $( $(#[$vdoc:meta])* $Variant:ident = $text:literal, )* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum $Enum { $( $(#[$vdoc])* #[serde(rename = $text)] $Variant, )* }

        impl $Enum {
            /// All of them, in the order of their definition (which is their number on the wire).
            pub const ALL: &'static [$Enum] = &[$($Enum::$Variant),*];

            /// As it stands in JSON.
            pub fn as_str(self) -> &'static str {
                match self { $($Enum::$Variant => $text,)* }
            }

            /// From its text in JSON.
            pub fn parse(text: &str) -> Option<$Enum> {
                match text { $($text => Some($Enum::$Variant),)* _ => None }
            }

            /// From its number on the wire.
            pub fn of_number(number: u8) -> Option<$Enum> {
                $Enum::ALL.get(usize::from(number)).copied()
            }
        }

        impl std::fmt::Display for $Enum {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

words! {
    /// What happened. Kinds marked ¹ are blocking operations and come in [`Phase`]s.
    Kind {
        /// A run begins: `engine`, `version`, `program`, `variant`, `knobs`, `start_method`, `seed`, `gated`.
        RunStart = "run.start",
        /// A run is over: `status`, `reason`.
        RunEnd = "run.end",
        /// The actor creates a process by fork: `child`, `method`. Told before the act.
        ProcessFork = "process.fork",
        /// The actor creates a process by starting a program anew: `child`, `method`.
        ProcessSpawn = "process.spawn",
        /// A process begins (its own first word): `name`, `ppid`.
        ProcessStart = "process.start",
        /// The process's program is replaced: `program`.
        ProcessExec = "process.exec",
        /// A process ends: `status`; `by` is `kernel` where nobody told.
        ProcessExit = "process.exit",
        /// A parent has collected its child's status: `child`, `status`.
        ProcessReap = "process.reap",
        /// Nothing of the process is left: `child`.
        ProcessGone = "process.gone",
        /// ¹ `wait`, `waitpid`: `child`.
        ProcessWait = "process.wait",
        /// ¹ `Process.join`: `child`, `seconds` where it has a timeout.
        ProcessJoin = "process.join",
        /// A signal is sent: `target`, `signal`.
        ProcessSignal = "process.signal",
        /// The interpreter or the kernel warns: `text`.
        ProcessWarn = "process.warn",
        /// A thread begins: `name`.
        ThreadStart = "thread.start",
        /// A thread ends.
        ThreadExit = "thread.exit",
        /// ¹ `Thread.join`: `target`.
        ThreadJoin = "thread.join",
        /// An exception that the actor raised and nobody caught, or that a lesson shows: `type`, `text`.
        Exception = "exception",
        /// Text written: `stream`, `text`; `base64` where it is not UTF-8.
        Output = "output",
        /// ¹ `time.sleep`: `seconds`.
        TimeSleep = "time.sleep",
        /// A queue is made: `maxsize`.
        QueueCreate = "queue.create",
        /// ¹ `put`.
        QueuePut = "queue.put",
        /// The feeder has written an item into the queue's pipe.
        QueueFed = "queue.fed",
        /// ¹ `get`.
        QueueGet = "queue.get",
        /// `empty()`: `answer`.
        QueueEmpty = "queue.empty",
        /// `close()`.
        QueueClose = "queue.close",
        /// A pipe is made: `ends`, `via`, `capacity`.
        PipeCreate = "pipe.create",
        /// ¹ `send`: `end`, the name of the end used.
        PipeSend = "pipe.send",
        /// ¹ `recv`: `end`.
        PipeRecv = "pipe.recv",
        /// `poll()`: `end`, `answer`.
        PipePoll = "pipe.poll",
        /// An end is closed in this process: `end`.
        PipeClose = "pipe.close",
        /// A reader meets the end of file: `end`.
        PipeEof = "pipe.eof",
        /// A lock is made: `value` of a semaphore.
        LockCreate = "lock.create",
        /// ¹ `acquire`.
        LockAcquire = "lock.acquire",
        /// `release`.
        LockRelease = "lock.release",
        /// ¹ An event, condition or barrier is waited for.
        SyncWait = "sync.wait",
        /// An event is set.
        SyncSet = "sync.set",
        /// A condition is notified.
        SyncNotify = "sync.notify",
        /// A shared value is made: `value`.
        ValueCreate = "value.create",
        /// A shared value is read: `value`.
        ValueRead = "value.read",
        /// A shared value is written: `value`.
        ValueWrite = "value.write",
        /// A named block of shared memory is made: `name`, `size`.
        MemoryCreate = "memory.create",
        /// It is attached to.
        MemoryAttach = "memory.attach",
        /// Its name is removed.
        MemoryUnlink = "memory.unlink",
        /// A manager's server begins.
        ManagerStart = "manager.start",
        /// ¹ A proxy's method is called: `method`, `args`, `result`.
        ManagerCall = "manager.call",
        /// A pool is made: `workers`.
        PoolCreate = "pool.create",
        /// A task is handed in: `task`.
        PoolSubmit = "pool.submit",
        /// ¹ A worker does a task: `task`, `worker`.
        PoolTask = "pool.task",
        /// ¹ A callback runs: `task`.
        PoolCallback = "pool.callback",
        /// `close()`: no more tasks.
        PoolClose = "pool.close",
        /// ¹ `Pool.join`.
        PoolJoin = "pool.join",
        /// A server listens: `address`.
        NetListen = "net.listen",
        /// A client connects: `address`.
        NetConnect = "net.connect",
        /// A server takes a connection: `address`.
        NetAccept = "net.accept",
        /// The key is checked: `outcome`.
        NetAuth = "net.auth",
        /// A thread has taken the big lock of the interpreter (or of its model).
        GilTake = "gil.take",
        /// It gives it away.
        GilDrop = "gil.drop",
        /// What the kernel says of a process: `state`, `cpu_ns`, `delay_ns`, `rss`, `shared`, `private`, `voluntary`, `involuntary`.
        Sample = "sample",
        /// A point of a lesson's chart: `series`, `x`, `y`, `spread`.
        ChartPoint = "chart.point",
        /// A claim is judged: `id`, `verdict`, `sentence`.
        Claim = "claim",
        /// Something wrong or notable: `id`, `sentence`, `actors`, `objects`.
        Finding = "finding",
        /// Events that did not fit and are missing: `count`.
        Lost = "lost",
        /// Something that could not be read or did not fit the order: `what`.
        Oddity = "oddity",
    }
}

words! {
    /// A further field of an event.
    Field {
        /// Name of the process created, waited for or collected.
        Child = "child",
        /// Name of the actor that a signal, a join or a notification is for.
        Target = "target",
        /// How a process is created (`fork`, `spawn`, `forkserver`), or the method called.
        Method = "method",
        /// Exit status as Python gives it: the code, or minus the signal; `null` if unknown.
        Status = "status",
        /// The name that the program itself gives: `Process-1`.
        Name = "name",
        /// The parent's pid.
        Ppid = "ppid",
        /// The program run or executed.
        Program = "program",
        /// A signal's name: `SIGTERM`.
        Signal = "signal",
        /// Text written or said.
        Text = "text",
        /// `stdout` or `stderr`.
        Stream = "stream",
        /// The exact bytes, where they are not UTF-8.
        Base64 = "base64",
        /// A length of time in seconds.
        Seconds = "seconds",
        /// Bound of a queue; 0 for none.
        Maxsize = "maxsize",
        /// What a question was answered.
        Answer = "answer",
        /// Names of the two ends of a pipe.
        Ends = "ends",
        /// The end of a pipe that was used.
        End = "end",
        /// What carries a pipe: `pipe` or `socketpair`.
        Via = "via",
        /// Bytes that a pipe holds, asked of the kernel; `null` for a socket pair.
        Capacity = "capacity",
        /// Bytes waiting in a pipe, asked of the kernel by the owner of an end.
        Fill = "fill",
        /// Size in bytes.
        Size = "size",
        /// Arguments of a call, as Python writes them.
        Args = "args",
        /// What a call returned.
        Result = "result",
        /// Number of workers.
        Workers = "workers",
        /// Number of a task, from 0.
        Task = "task",
        /// Name of the worker that did the task.
        Worker = "worker",
        /// A network address.
        Address = "address",
        /// How an operation ended, where not plainly: `timeout`, `eof`, `ValueError` …
        Outcome = "outcome",
        /// What a waiting actor waits for: `item`, `room`, `release`, `exit`, `time`, `message`.
        For = "for",
        /// Who told, where it was not the actor: `kernel`.
        By = "by",
        /// Why a run ended: `done`, `hang`, `limit`, `stopped`, `died`.
        Reason = "reason",
        /// `native` or `python`.
        Engine = "engine",
        /// Version of the engine.
        Version = "version",
        /// Variant of the lesson's program.
        Variant = "variant",
        /// Settings of the lesson's knobs.
        Knobs = "knobs",
        /// Default start method of the run.
        StartMethod = "start_method",
        /// Seed of all randomness in the run.
        Seed = "seed",
        /// Whether the order was decided by a schedule.
        Gated = "gated",
        /// Type of an exception.
        Type = "type",
        /// State letter of `/proc/PID/stat`: R, S, D, Z, T …
        State = "state",
        /// CPU time used, in nanoseconds.
        CpuNs = "cpu_ns",
        /// Time spent ready to run but not running, in nanoseconds (`/proc/PID/schedstat`).
        DelayNs = "delay_ns",
        /// Resident memory in bytes.
        Rss = "rss",
        /// Of it, shared with others, in bytes.
        Shared = "shared",
        /// Of it, private, in bytes.
        Private = "private",
        /// Voluntary context switches.
        Voluntary = "voluntary",
        /// Involuntary context switches.
        Involuntary = "involuntary",
        /// Kernel threads of the process.
        Threads = "threads",
        /// Series of a chart.
        Series = "series",
        /// Abscissa of a chart point.
        X = "x",
        /// Ordinate of a chart point.
        Y = "y",
        /// Spread of a chart point: smallest and largest.
        Spread = "spread",
        /// Id of a claim or finding.
        Id = "id",
        /// `holds`, `broken` or `not_seen`.
        Verdict = "verdict",
        /// A sentence in both languages.
        Sentence = "sentence",
        /// Names of actors concerned.
        Actors = "actors",
        /// Names of objects concerned.
        Objects = "objects",
        /// How many.
        Count = "count",
        /// What is odd.
        What = "what",
        /// Whether a process or thread is daemonic.
        Daemon = "daemon",
        /// Whether an actor's process reads itself as the program's main one, or what it is for: `feeder`, `worker`, `handler`.
        Role = "role",
    }
}

/// The value of a further field.
#[derive(Clone, Debug, PartialEq)]
pub enum Val {
    /// Not known, or none.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// A text.
    Text(Arc<str>),
    /// Several values.
    List(Vec<Val>),
    /// Named values: knobs, and sentences by language.
    Map(Vec<(Arc<str>, Val)>),
}

impl Val {
    /// A text.
    pub fn text(text: impl AsRef<str>) -> Val {
        Val::Text(Arc::from(text.as_ref()))
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Val::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, if it is one.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Val::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// The number, whole or not.
    pub fn as_float(&self) -> Option<f64> {
        match self {
            Val::Int(number) => Some(*number as f64),
            Val::Float(number) => Some(*number),
            _ => None,
        }
    }
}

impl Kind {
    /// Whether this is a blocking operation, told in [`Phase`]s.
    pub fn is_blocking(self) -> bool {
        use Kind::*;
        matches!(
            self,
            ProcessWait
                | ProcessJoin
                | ThreadJoin
                | TimeSleep
                | QueuePut
                | QueueGet
                | PipeSend
                | PipeRecv
                | LockAcquire
                | SyncWait
                | ManagerCall
                | PoolTask
                | PoolCallback
                | PoolJoin
        )
    }

    /// The part before the dot: `queue` of `queue.put`.
    pub fn family(self) -> &'static str {
        let text = self.as_str();
        text.split_once('.').map_or(text, |(family, _)| family)
    }
}

impl Event {
    /// An event with nothing but who and what; the rest is added by [`Event::with`] and by setting fields.
    pub fn new(kind: Kind) -> Event {
        Event {
            n: 0,
            t: 0,
            actor: None,
            pid: None,
            tid: None,
            kind,
            phase: None,
            place: None,
            object: None,
            class: None,
            value: None,
            bytes: None,
            with: Vec::new(),
        }
    }

    /// The same event with one more field.
    pub fn with(mut self, field: Field, val: impl Into<Val>) -> Event {
        self.with.push((field, val.into()));
        self
    }

    /// A further field, if the event has it.
    pub fn get(&self, field: Field) -> Option<&Val> {
        self.with.iter().find(|(name, _)| *name == field).map(|(_, val)| val)
    }

    /// A further field's text.
    pub fn text(&self, field: Field) -> Option<&str> {
        self.get(field)?.as_str()
    }

    /// A further field's whole number.
    pub fn int(&self, field: Field) -> Option<i64> {
        self.get(field)?.as_int()
    }

    /// Whether it is this kind, in this phase.
    pub fn is(&self, kind: Kind, phase: Phase) -> bool {
        self.kind == kind && self.phase == Some(phase)
    }

    /// The name of the child that the event is about.
    pub fn child(&self) -> Option<ActorName> {
        self.text(Field::Child).map(ActorName::from)
    }

    /// The name of the actor that the event is directed at.
    pub fn target(&self) -> Option<ActorName> {
        self.text(Field::Target).map(ActorName::from)
    }

    /// The exit status told, if it is known.
    pub fn status(&self) -> Option<i32> {
        self.int(Field::Status).and_then(|status| i32::try_from(status).ok())
    }

    /// How an operation ended, where not plainly.
    pub fn outcome(&self) -> Option<&str> {
        self.text(Field::Outcome)
    }
}

impl From<&str> for Val {
    fn from(text: &str) -> Val {
        Val::text(text)
    }
}
impl From<String> for Val {
    fn from(text: String) -> Val {
        Val::Text(Arc::from(text))
    }
}
impl From<bool> for Val {
    fn from(answer: bool) -> Val {
        Val::Bool(answer)
    }
}
impl From<i64> for Val {
    fn from(number: i64) -> Val {
        Val::Int(number)
    }
}
impl From<i32> for Val {
    fn from(number: i32) -> Val {
        Val::Int(number.into())
    }
}
impl From<u32> for Val {
    fn from(number: u32) -> Val {
        Val::Int(number.into())
    }
}
impl From<u64> for Val {
    fn from(number: u64) -> Val {
        Val::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}
impl From<usize> for Val {
    fn from(number: usize) -> Val {
        Val::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}
impl From<f64> for Val {
    fn from(number: f64) -> Val {
        Val::Float(number)
    }
}
impl From<&super::tongue::Both> for Val {
    fn from(both: &super::tongue::Both) -> Val {
        Val::Map(vec![(Arc::from("en"), Val::text(&both.en)), (Arc::from("zh"), Val::text(&both.zh))])
    }
}
impl<T: Into<Val>> From<Option<T>> for Val {
    fn from(maybe: Option<T>) -> Val {
        maybe.map_or(Val::Null, Into::into)
    }
}
