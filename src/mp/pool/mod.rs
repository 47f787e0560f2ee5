//! `Pool`: a few processes that do many tasks (Lib/multiprocessing/pool.py).
//!
//! ```text
//! main ── orders ──▶ task-handler ── tasks ──▶ workers ── results ──▶ result-handler ──▶ callbacks, get()
//!                    worker-handler puts a new worker in a dead one's place
//! ```
//! `tasks` and `results` are pipes with a lock at each end; the handlers are threads of the parent. What a worker had
//! taken when it died is lost: nobody else has it, and its result never comes.

mod function;
mod handler;
mod job;
mod result;
mod ticket;
mod worker;

use std::panic::Location;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Serialize, de::DeserializeOwned};

use crate::model::{Field, Kind};
use crate::wire::class::Class;
use crate::wire::record::{Sent, dumps};

use super::exception::Exception;
use super::me;
use super::process::Process;
use super::repr::{Repr, short};
use super::step::Step;
use super::thread::Thread;

pub(crate) use function::Body;
pub use function::Function;
use function::unsendable;
use handler::{Phase, Shared};
use job::Job;
pub use result::{AsyncResult, Callbacks};
use result::{Decode, decode_all, decode_one};
use ticket::Ticket;

/// A pool of worker processes.
#[derive(Clone)]
pub struct Pool {
    inner: Arc<Inner>,
}

struct Inner {
    shared: Arc<Shared>,
    orders: Sender<Option<Vec<Job>>>,
    /// Worker, task and result handler; empty once they were joined.
    handlers: Mutex<Vec<Thread>>,
}

impl Pool {
    /// `Pool(processes)`: `None` for as many as there are CPUs that this process may use.
    ///
    /// # Errors
    /// `ValueError` for a pool of nobody; `OSError` if the kernel gives no more descriptors; `BlockingIOError` if there
    /// is no room for so many processes; `AssertionError` in a daemonic process.
    #[track_caller]
    pub fn new(name: &str, processes: Option<u32>) -> Result<Pool, Exception> {
        let workers = processes.unwrap_or_else(process_cpu_count);
        if workers < 1 {
            return Err(Exception::new("ValueError", "Number of processes must be at least 1"));
        }
        let line = me::line(Location::caller());
        let shared = Arc::new(Shared::new(me::christen(Class::Pool, Some(name)), workers as usize)?);
        let step = Step::at_line(Kind::PoolCreate, line).object(shared.id);
        step.with(Field::Workers, Sent::Int(workers.into())).once();
        shared.hire(line)?;
        let (orders, ordered) = channel();
        let handlers = shared.start_handlers(orders.clone(), ordered);
        let pool = Pool { inner: Arc::new(Inner { shared, orders, handlers: Mutex::new(handlers) }) };
        me::own().pools.push(pool.clone());
        Ok(pool)
    }

    /// `apply(function, (argument,))`: one task, and waits for its result.
    ///
    /// # Errors
    /// The task's exception; `ValueError` if the pool was closed.
    #[track_caller]
    pub fn apply<A, R>(&self, function: &Function<A, R>, argument: A) -> Result<R, Exception>
    where
        A: Serialize + Repr,
        R: DeserializeOwned + 'static,
    {
        let line = me::line(Location::caller());
        self.hand_in_one(function, &argument, Callbacks::none(), line)?.get_at(None, line)
    }

    /// `apply_async(function, (argument,))`: one task; the result comes later.
    ///
    /// # Errors
    /// `ValueError` if the pool was closed.
    #[track_caller]
    pub fn apply_async<A, R>(&self, function: &Function<A, R>, argument: A) -> Result<AsyncResult<R>, Exception>
    where
        A: Serialize + Repr,
        R: DeserializeOwned + 'static,
    {
        self.hand_in_one(function, &argument, Callbacks::none(), me::line(Location::caller()))
    }

    /// `apply_async(function, (argument,), callback=…, error_callback=…)`.
    ///
    /// # Errors
    /// `ValueError` if the pool was closed.
    #[track_caller]
    pub fn apply_async_with<A, R>(
        &self,
        function: &Function<A, R>,
        argument: A,
        callbacks: Callbacks<R>,
    ) -> Result<AsyncResult<R>, Exception>
    where
        A: Serialize + Repr,
        R: DeserializeOwned + 'static,
    {
        self.hand_in_one(function, &argument, callbacks, me::line(Location::caller()))
    }

    /// `map(function, arguments)`: all of them, in chunks, and waits for the results, which come in the arguments' order.
    ///
    /// # Errors
    /// The first exception of a task; `ValueError` if the pool was closed.
    #[track_caller]
    pub fn map<A, R>(&self, function: &Function<A, R>, arguments: &[A]) -> Result<Vec<R>, Exception>
    where
        A: Serialize + Repr,
        R: DeserializeOwned + 'static,
    {
        let line = me::line(Location::caller());
        self.hand_in_all(function, arguments, None, line)?.get_at(None, line)
    }

    /// `map_async(function, arguments, chunksize)`: without a chunk size there are about four chunks for each worker.
    ///
    /// # Errors
    /// `ValueError` if the pool was closed.
    #[track_caller]
    pub fn map_async<A, R>(
        &self,
        function: &Function<A, R>,
        arguments: &[A],
        chunksize: Option<usize>,
    ) -> Result<AsyncResult<Vec<R>>, Exception>
    where
        A: Serialize + Repr,
        R: DeserializeOwned + 'static,
    {
        self.hand_in_all(function, arguments, chunksize, me::line(Location::caller()))
    }

    fn hand_in_one<A, R>(
        &self,
        function: &Function<A, R>,
        argument: &A,
        callbacks: Callbacks<R>,
        line: u32,
    ) -> Result<AsyncResult<R>, Exception>
    where
        A: Serialize + Repr,
        R: DeserializeOwned + 'static,
    {
        let chunk = Chunk { arguments: vec![dumps(argument).ok_or_else(unsendable)?], shown: short(argument) };
        self.hand_in(function, vec![chunk], false, callbacks, decode_one, line)
    }

    fn hand_in_all<A, R>(
        &self,
        function: &Function<A, R>,
        arguments: &[A],
        chunksize: Option<usize>,
        line: u32,
    ) -> Result<AsyncResult<Vec<R>>, Exception>
    where
        A: Serialize + Repr,
        R: DeserializeOwned + 'static,
    {
        let size = chunksize.unwrap_or_else(|| arguments.len().div_ceil(self.inner.shared.workers * 4)).max(1);
        let chunk = |chunk: &[A]| {
            let bytes = chunk.iter().map(|argument| dumps(argument).ok_or_else(unsendable));
            let shown: Vec<String> = chunk.iter().map(Repr::repr).collect();
            Ok(Chunk { arguments: bytes.collect::<Result<_, Exception>>()?, shown: format!("[{}]", shown.join(", ")) })
        };
        let chunks = arguments.chunks(size).map(chunk).collect::<Result<Vec<_>, Exception>>()?;
        self.hand_in(function, chunks, true, Callbacks::none(), decode_all, line)
    }

    /// Gives tasks their numbers, remembers who waits for them, tells, and passes them to the task handler.
    fn hand_in<A, R, T: 'static>(
        &self,
        function: &Function<A, R>,
        chunks: Vec<Chunk>,
        maps: bool,
        callbacks: Callbacks<T>,
        decode: Decode<T>,
        line: u32,
    ) -> Result<AsyncResult<T>, Exception> {
        let shared = &self.inner.shared;
        if shared.pool.get() != Phase::Run {
            return Err(Exception::new("ValueError", "Pool not running"));
        }
        let first = shared.number(chunks.len());
        let (on_result, on_error) = callbacks.into_calls(decode);
        let ticket = Arc::new(Ticket::new(first, chunks.len(), on_result, on_error));
        shared.tickets.add(&ticket, chunks.len());
        let jobs = chunks.into_iter().zip(first..).map(|(chunk, task)| {
            let step = Step::at_line(Kind::PoolSubmit, line).object(shared.id).value(&chunk.shown);
            step.with(Field::Task, Sent::Int(task.into())).once();
            let (entry, function) = (function.entry(), function.name().to_string());
            Job { task, entry, function, arguments: chunk.arguments, maps }
        });
        let _ = self.inner.orders.send(Some(jobs.collect()));
        Ok(AsyncResult::new(shared.id, ticket, decode))
    }

    /// `close()`: no more tasks; the workers end when the last one is done.
    #[track_caller]
    pub fn close(&self) {
        let shared = &self.inner.shared;
        if shared.pool.get() == Phase::Run {
            Step::new(Kind::PoolClose, Location::caller()).object(shared.id).once();
            shared.pool.set(Phase::Close);
            shared.worker_handler.set(Phase::Close);
            shared.changed.put(&());
        }
    }

    /// `join()`: waits until all workers have ended.
    ///
    /// # Errors
    /// `ValueError` if it was neither closed nor terminated.
    #[track_caller]
    pub fn join(&self) -> Result<(), Exception> {
        let shared = &self.inner.shared;
        if shared.pool.get() == Phase::Run {
            return Err(Exception::new("ValueError", "Pool is still running"));
        }
        let mut operation = Step::new(Kind::PoolJoin, Location::caller()).object(shared.id).begin();
        let lacks = || self.handlers().iter().any(Thread::is_alive).then_some("exit");
        operation.block(lacks, |waits| {
            if let Some(what) = lacks() {
                waits(what);
            }
            self.join_handlers();
            shared.staff().drain(..).for_each(|worker| worker.finish());
        });
        operation.end(|step| step);
        Ok(())
    }

    /// `terminate()`: ends the workers where they are; what they were doing and what still waited is lost.
    #[track_caller]
    pub fn terminate(&self) {
        self.terminate_at(me::line(Location::caller()));
    }

    /// `with pool:`: leaving it terminates the pool, however it is left.
    ///
    /// # Errors
    /// What the body raised.
    #[track_caller]
    pub fn with<T>(&self, body: impl FnOnce(&Pool) -> Result<T, Exception>) -> Result<T, Exception> {
        struct Left<'p>(&'p Pool, u32);
        impl Drop for Left<'_> {
            fn drop(&mut self) {
                self.0.terminate_at(self.1);
            }
        }
        let left = Left(self, me::line(Location::caller()));
        let result = body(self);
        drop(left);
        result
    }

    /// In the order of `Pool._terminate_pool`: the worker handler ends before the workers do, so that nobody replaces them.
    fn terminate_at(&self, line: u32) {
        let shared = &self.inner.shared;
        let handlers: Vec<Thread> = std::mem::take(&mut *self.handlers());
        shared.pool.set(Phase::Terminate);
        let Ok([worker_handler, task_handler, result_handler]) = <[Thread; 3]>::try_from(handlers) else { return };
        shared.worker_handler.set(Phase::Terminate);
        shared.changed.put(&());
        shared.task_handler.set(Phase::Terminate);
        shared.tasks.discard_while(|| task_handler.is_alive());
        shared.result_handler.set(Phase::Terminate);
        shared.results.put(&None);
        worker_handler.finish();
        let staff: Vec<Process> = shared.staff().drain(..).collect();
        for worker in staff.iter().filter(|worker| worker.exitcode().is_none()) {
            worker.terminate_at(line);
        }
        task_handler.finish();
        result_handler.finish();
        staff.iter().for_each(Process::finish);
    }

    fn handlers(&self) -> MutexGuard<'_, Vec<Thread>> {
        self.inner.handlers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn join_handlers(&self) {
        let handlers: Vec<Thread> = std::mem::take(&mut *self.handlers());
        handlers.into_iter().for_each(Thread::finish);
    }
}

/// Arguments of one task, as bytes and as they look.
struct Chunk {
    arguments: Vec<Vec<u8>>,
    shown: String,
}

/// What a process does with its pools at its orderly end (`util._exit_function`).
pub(super) fn end_all() {
    let pools = std::mem::take(&mut me::own().pools);
    pools.iter().for_each(|pool| pool.terminate_at(0));
}

/// `os.process_cpu_count()`: CPUs that this process may use (sched_getaffinity(2)); at least 1.
pub fn process_cpu_count() -> u32 {
    let Ok(mine) = nix::sched::sched_getaffinity(nix::unistd::Pid::from_raw(0)) else { return 1 };
    let count = (0..nix::sched::CpuSet::count()).filter(|cpu| mine.is_set(*cpu).unwrap_or(false)).count();
    u32::try_from(count).unwrap_or(1).max(1)
}
