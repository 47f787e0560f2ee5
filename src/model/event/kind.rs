//! The kinds of events.

use serde::{Deserialize, Serialize};

use super::word::words;

words! {
    /// What happened. Kinds marked ¹ are blocking operations and come in [`Phase`]s.
    Kind {
        /// A run begins: `engine`, `version`, `program`, `variant`, `knobs`, `start_method`, `seed`, `gated`.
        RunStart = "run.start",
        /// Forklore ends what is left of a run, and tells it before the first blow: `reason`, `signal`, `count` of the
        /// processes that are alive. What comes after it is no act of the program.
        RunStop = "run.stop",
        /// A run is over: `status`, `reason`.
        RunEnd = "run.end",
        /// The actor creates a process by fork: `child`, `method`. Told before the act.
        ProcessFork = "process.fork",
        /// The actor creates a process by starting a program anew: `child`, `method`; `ends`, those of pipes that it is
        /// given as its standard streams.
        ProcessSpawn = "process.spawn",
        /// A process begins (its own first word): `name`, `ppid`.
        ProcessStart = "process.start",
        /// The process's program is replaced: `program`.
        ProcessExec = "process.exec",
        /// A process ends: `status`; `by` is `kernel` where nobody told, `forklore` where we have ended it.
        ProcessExit = "process.exit",
        /// A parent has collected its child's status: `child`, `status`.
        ProcessReap = "process.reap",
        /// Nothing of the process is left: `child`. Or it never came about: `outcome`, and `count` of the processes that its
        /// user may have, where that is limited.
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
        /// A queue is made: `maxsize`; `via` is `threads` where only the threads of one process share it (so with locks and
        /// meetings), `copy_of` names what a forked child has a copy of.
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
        /// `task_done()`: one item got has been dealt with.
        QueueTaskDone = "queue.task_done",
        /// ¹ `join`, until every item has been dealt with.
        QueueJoin = "queue.join",
        /// A pipe is made: `ends`, `via`, `capacity`.
        PipeCreate = "pipe.create",
        /// A connection is there, and an end of it is open in this process: `end`, `ends`, `via`; `peer` is `outside` where
        /// nobody who is watched is at the other end.
        PipeOpen = "pipe.open",
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
        /// An event, condition or barrier is made: `value`, how many a barrier waits for.
        SyncCreate = "sync.create",
        /// ¹ An event, condition or barrier is waited for, or a pool's result (`task`; `count` where it is of several). Only `wait`:
        /// a pool's handler has nothing to do.
        SyncWait = "sync.wait",
        /// An event is set (`value` is `True`) or cleared (`False`); a barrier is broken by `abort` (`broken`).
        SyncSet = "sync.set",
        /// A condition is notified: `count`, how many of those who wait.
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
        /// This process lets go of it: the block stays.
        MemoryClose = "memory.close",
        /// Its name is removed.
        MemoryUnlink = "memory.unlink",
        /// A manager's server begins: `child`, its process, where another one has started it.
        ManagerStart = "manager.start",
        /// An object is made in a manager's server, for whoever gets a proxy of it.
        ManagerCreate = "manager.create",
        /// ¹ A proxy's method is called: `method`, `key`, `args`, `result`.
        ManagerCall = "manager.call",
        /// ¹ A server does what a proxy asked for: `target` who asked; `value` what the object holds afterwards.
        ManagerServe = "manager.serve",
        /// A pool is made: `workers`.
        PoolCreate = "pool.create",
        /// A task is handed in: `task`.
        PoolSubmit = "pool.submit",
        /// ¹ A worker does a task: `task`, `worker`. Only `wait`: it has none. Only `end`: nobody will do it.
        PoolTask = "pool.task",
        /// ¹ A callback runs: `task`.
        PoolCallback = "pool.callback",
        /// Whether a result is there: `task`, `count` where it is of several, `answer`.
        PoolReady = "pool.ready",
        /// `close()`, `shutdown()`: no more tasks.
        PoolClose = "pool.close",
        /// `terminate()`: its workers are ended where they are.
        PoolTerminate = "pool.terminate",
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
        /// ¹ A thread takes the big lock of the interpreter (or of its model).
        GilTake = "gil.take",
        /// It gives it away; `outcome` is `asked` where another had asked for it.
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
                | QueueJoin
                | PipeSend
                | PipeRecv
                | LockAcquire
                | SyncWait
                | ManagerCall
                | ManagerServe
                | PoolTask
                | PoolCallback
                | PoolJoin
                | GilTake
        )
    }

    /// The part before the dot: `queue` of `queue.put`.
    pub fn family(self) -> &'static str {
        let text = self.as_str();
        text.split_once('.').map_or(text, |(family, _)| family)
    }
}
