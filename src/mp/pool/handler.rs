//! The handlers: three threads of the parent that keep a pool going, and what they share with it.

use std::os::fd::AsFd;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::model::Kind;
use crate::mp::channel::Channel;
use crate::mp::exception::{Exception, Returns};
use crate::mp::me;
use crate::mp::process::{Process, pidfd};
use crate::mp::step::Step;
use crate::mp::thread::Thread;
use crate::wire::arena::ObjectId;

use super::job::{Done, Job};
use super::ticket::Tickets;
use super::worker::work;

/// What a pool, or one of its handlers, is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Phase {
    Run,
    Close,
    Terminate,
}

/// A phase that another thread may change.
#[derive(Default)]
pub(super) struct Word(AtomicU8);

impl Word {
    pub fn get(&self) -> Phase {
        match self.0.load(Ordering::SeqCst) {
            0 => Phase::Run,
            1 => Phase::Close,
            _ => Phase::Terminate,
        }
    }

    pub fn set(&self, phase: Phase) {
        self.0.store(phase as u8, Ordering::SeqCst);
    }
}

/// What the pool and its handlers share.
pub(super) struct Shared {
    pub id: ObjectId,
    /// How many workers it keeps.
    pub workers: usize,
    pub tasks: Channel<Option<Job>>,
    pub results: Channel<Option<Done>>,
    /// Wakes the worker handler: a phase has changed, or nothing is awaited any more.
    pub changed: Channel<()>,
    pub tickets: Tickets,
    pub pool: Word,
    pub worker_handler: Word,
    pub task_handler: Word,
    pub result_handler: Word,
    staff: Mutex<Vec<Process>>,
    numbered: AtomicU32,
}

impl Shared {
    /// # Errors
    /// `OSError` if the kernel gives no more descriptors.
    pub fn new(id: ObjectId, workers: usize) -> Result<Shared, Exception> {
        Ok(Shared {
            id,
            workers,
            tasks: Channel::new()?,
            results: Channel::new()?,
            changed: Channel::new()?,
            tickets: Tickets::default(),
            pool: Word::default(),
            worker_handler: Word::default(),
            task_handler: Word::default(),
            result_handler: Word::default(),
            staff: Mutex::default(),
            numbered: AtomicU32::new(0),
        })
    }

    /// Its workers. Never held across a fork: a child could not open it again.
    pub fn staff(&self) -> MutexGuard<'_, Vec<Process>> {
        self.staff.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The first of so many new numbers of tasks.
    pub fn number(&self, tasks: usize) -> u32 {
        self.numbered.fetch_add(tasks as u32, Ordering::Relaxed)
    }

    /// Starts as many workers as are missing (`_repopulate_pool`).
    ///
    /// # Errors
    /// If there is no room for one more process.
    pub fn hire(&self, line: u32) -> Result<(), Exception> {
        let missing = self.workers.saturating_sub(self.staff().len());
        for _ in 0..missing {
            let (id, tasks, results) = (self.id, self.tasks.clone(), self.results.clone());
            let worker = Process::new("worker", move || work(id, &tasks, &results)).pool_worker();
            worker.start_at(line)?;
            self.staff().push(worker);
        }
        Ok(())
    }

    /// Starts the three handlers: worker, task, result.
    pub fn start_handlers(
        self: &Arc<Shared>,
        orders: Sender<Option<Vec<Job>>>,
        ordered: Receiver<Option<Vec<Job>>>,
    ) -> Vec<Thread> {
        let [worker, task, result] = [self.clone(), self.clone(), self.clone()];
        let mut handlers = vec![
            handler("worker-handler", "_handle_workers", move || worker.handle_workers(&orders)),
            handler("task-handler", "_handle_tasks", move || task.handle_tasks(&ordered)),
            handler("result-handler", "_handle_results", move || result.handle_results()),
        ];
        handlers.iter_mut().for_each(Thread::start);
        handlers
    }

    /// Tells that this handler has nothing to do until something comes.
    fn idle(&self, what: &'static str) {
        Step::hidden(Kind::SyncWait).object(self.id).idle(what);
    }

    /// Replaces workers that have ended, until no result is awaited any more; then has the others told that it is over.
    fn handle_workers(&self, orders: &Sender<Option<Vec<Job>>>) -> Result<(), Exception> {
        let mut told = false;
        while self.goes_on() {
            if self.dismiss_ended() {
                self.hire(0)?;
                told = false;
            }
            if !std::mem::replace(&mut told, true) {
                self.idle("exit");
            }
            self.wait_for_change();
        }
        let _ = orders.send(None);
        Ok(())
    }

    fn goes_on(&self) -> bool {
        match self.worker_handler.get() {
            Phase::Run => true,
            Phase::Close => !self.tickets.is_empty(),
            Phase::Terminate => false,
        }
    }

    /// Takes those that have ended off the staff; whether there were any. Asking for the exit code collects.
    fn dismiss_ended(&self) -> bool {
        let mut staff = self.staff();
        let before = staff.len();
        staff.retain(|worker| worker.exitcode().is_none());
        staff.len() < before
    }

    /// Waits until a worker ends or somebody says that something has changed.
    fn wait_for_change(&self) {
        let pids: Vec<i32> = self.staff().iter().filter_map(Process::pid).collect();
        let Some(sentinels) = pids.into_iter().map(pidfd).collect::<Option<Vec<_>>>() else { return };
        let mut fds = vec![PollFd::new(self.changed.reader().borrow(), PollFlags::POLLIN)];
        fds.extend(sentinels.iter().map(|sentinel| PollFd::new(sentinel.as_fd(), PollFlags::POLLIN)));
        let _ = poll(&mut fds, PollTimeout::NONE);
        while !self.changed.empty() {
            self.changed.get(|| ());
        }
    }

    /// Passes tasks on to the workers; at the end tells the result handler and every worker that there is no more.
    fn handle_tasks(&self, ordered: &Receiver<Option<Vec<Job>>>) {
        self.idle("item");
        while let Ok(Some(jobs)) = ordered.recv() {
            let mut jobs = jobs.into_iter().map(Some);
            if !jobs.all(|job| {
                let runs = self.task_handler.get() == Phase::Run;
                if runs {
                    self.tasks.put(&job);
                }
                runs
            }) {
                break;
            }
        }
        self.results.put(&None);
        let workers = self.staff().len();
        (0..workers).for_each(|_| self.tasks.put(&None));
    }

    /// Takes results in and calls back, until it is told that there is no more and nothing is awaited.
    ///
    /// # Errors
    /// What a callback raised: with it this handler ends, and no further result arrives.
    fn handle_results(&self) -> Result<(), Exception> {
        let mut last = false;
        self.idle("result");
        while !last || !self.tickets.is_empty() {
            let done = self.results.get(|| ()).flatten();
            if self.result_handler.get() == Phase::Terminate {
                break;
            }
            match done {
                Some(Done { task, outcome }) => {
                    let called_back = match self.tickets.of(task) {
                        Some((ticket, part)) => ticket.take(self.id, part, outcome)?,
                        None => false,
                    };
                    if called_back {
                        self.idle("result");
                    }
                    if self.tickets.forget(task) {
                        self.changed.put(&());
                    }
                }
                None => last = true,
            }
        }
        // Whoever still has a last word to put must find room for it.
        self.results.discard_while(|| true);
        Ok(())
    }
}

/// A handler: a daemonic thread of the library's, titled as in Python.
fn handler<R: Returns>(name: &str, function: &str, body: impl FnOnce() -> R + Send + 'static) -> Thread {
    let mut own = me::own();
    own.threads_made += 1;
    let title = format!("Thread-{} ({function})", own.threads_made);
    drop(own);
    Thread::helper(name, &title, "handler", body)
}
