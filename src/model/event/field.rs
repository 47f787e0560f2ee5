//! The further fields of events.

use serde::{Deserialize, Serialize};

use super::word::words;

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
        /// What carries a pipe: `pipe` or `socketpair`, of a connection `tcp` or `unix`; `threads` for what only the threads
        /// of one process share.
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
        /// What a waiting actor waits for: `item`, `room`, `release`, `exit`, `time`, `message`, `turn`, `result`, `tasks`.
        For = "for",
        /// Who told, where it was not the actor: `kernel`; `outside` for who is only seen in `/proc`; `forklore` where it
        /// was our doing.
        By = "by",
        /// Why a run ended, or is ended: `done`, `hang`, `limit`, `stopped`, `died`.
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
        /// Whether it is a command of the learner's own, and no lesson.
        Watched = "watched",
        /// CPUs that the run's processes may use.
        Cpus = "cpus",
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
        /// Where those concerned stood: process ids and places.
        Stood = "stood",
        /// Who waits for what, and who could give it: the wait-for graph.
        Waits = "waits",
        /// Name of the object that this is a forked child's own copy of.
        CopyOf = "copy_of",
        /// Who is at the other end of a connection, where it is nobody who is watched: `outside`.
        Peer = "peer",
        /// Which item of an object, as Python writes it: a dict's key, a list's place, the name of an attribute.
        Key = "key",
    }
}
