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
mod submit;
mod ticket;
mod worker;

use std::panic::Location;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::model::{Field, Kind};
use crate::wire::class::Class;
use crate::wire::record::Sent;

use super::exception::Exception;
use super::me;
use super::process::Process;
use super::step::Step;
use super::thread::Thread;

pub(crate) use function::Body;
pub use function::Function;
pub(crate) use function::{call, unsendable};
use handler::{Phase, Shared};
use job::Job;
pub use result::{AsyncResult, Callbacks};

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
        if line > 0 && shared.pool.get() != Phase::Terminate {
            Step::at_line(Kind::PoolTerminate, line).object(shared.id).once();
        }
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
