//! A ticket: what the pool's side remembers of something that was handed in, until its result is there.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::model::{Field, Kind};
use crate::mp::exception::Exception;
use crate::mp::step::Step;
use crate::wire::arena::ObjectId;
use crate::wire::record::Sent;

use super::job::Outcome;

/// What is called back with the whole outcome.
pub(super) type CallBack = Box<dyn FnOnce(&Outcome) -> Result<(), Exception> + Send>;

/// Something that was handed in: a task of `apply`, or the chunks of a `map`.
pub(super) struct Ticket {
    /// Number of its first task.
    pub task: u32,
    /// How many tasks it is for.
    tasks: u32,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// The results of its tasks, as they come.
    parts: Vec<Option<Vec<Vec<u8>>>>,
    left: usize,
    failed: Option<Exception>,
    whole: Option<Outcome>,
    on_result: Option<CallBack>,
    on_error: Option<CallBack>,
}

impl Ticket {
    /// A ticket for so many tasks. One without any is ready at once.
    pub fn new(task: u32, tasks: usize, on_result: Option<CallBack>, on_error: Option<CallBack>) -> Ticket {
        let whole = (tasks == 0).then(|| Ok(Vec::new()));
        let state = State { parts: vec![None; tasks], left: tasks, whole, on_result, on_error, ..State::default() };
        Ticket {
            task,
            tasks: u32::try_from(tasks).unwrap_or(u32::MAX),
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }

    /// The step with the task's number, and with how many there are from it on, where there are several.
    pub fn names<'s>(&self, step: Step<'s>) -> Step<'s> {
        let step = step.with(Field::Task, Sent::Int(self.task.into()));
        match self.tasks {
            0 | 1 => step,
            tasks => step.with(Field::Count, Sent::Int(tasks.into())),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the outcome of one of its tasks in. With the last one it calls back, and then it is ready. Whether it has
    /// called back.
    ///
    /// # Errors
    /// What the callback raised.
    pub fn take(&self, pool: ObjectId, part: usize, outcome: Outcome) -> Result<bool, Exception> {
        let Some((whole, call_back)) = self.state().take(part, outcome) else { return Ok(false) };
        let calls = call_back.is_some();
        if let Some(call_back) = call_back {
            let step = self.names(Step::hidden(Kind::PoolCallback).object(pool));
            let operation = step.begin();
            if let Err(exception) = call_back(&whole) {
                operation.end_with(None, None, &[(Field::Outcome, Sent::Text(&exception.class))]);
                return Err(exception);
            }
            operation.end(|step| step);
        }
        self.state().whole = Some(whole);
        self.changed.notify_all();
        Ok(calls)
    }

    /// Whether its result is there.
    pub fn is_ready(&self) -> bool {
        self.state().whole.is_some()
    }

    /// Its result, if it is there.
    pub fn outcome(&self) -> Option<Outcome> {
        self.state().whole.clone()
    }

    /// Waits for its result; whether it came in time.
    pub fn wait(&self, timeout: Option<Duration>) -> bool {
        let end = timeout.map(|timeout| Instant::now() + timeout);
        let mut state = self.state();
        while state.whole.is_none() {
            let left = end.map(|end| end.saturating_duration_since(Instant::now()));
            state = match left {
                Some(Duration::ZERO) => return false,
                Some(left) => self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0,
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
        true
    }
}

impl State {
    /// One outcome more; with the last one the whole, and what is to be called back.
    fn take(&mut self, part: usize, outcome: Outcome) -> Option<(Outcome, Option<CallBack>)> {
        match outcome {
            Ok(results) => *self.parts.get_mut(part)? = Some(results),
            Err(exception) => self.failed = self.failed.take().or(Some(exception)),
        }
        self.left = self.left.saturating_sub(1);
        if self.left > 0 {
            return None;
        }
        Some(match self.failed.take() {
            Some(exception) => (Err(exception), self.on_error.take()),
            None => (Ok(self.parts.drain(..).flatten().flatten().collect()), self.on_result.take()),
        })
    }
}

/// Tickets by the numbers of their tasks (`Pool._cache`).
#[derive(Default)]
pub(super) struct Tickets {
    open: Mutex<BTreeMap<u32, (Arc<Ticket>, usize)>>,
}

impl Tickets {
    fn open(&self) -> MutexGuard<'_, BTreeMap<u32, (Arc<Ticket>, usize)>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers a ticket for all its tasks, which are numbered from its first.
    pub fn add(&self, ticket: &Arc<Ticket>, tasks: usize) {
        self.open().extend((0..tasks).map(|part| (ticket.task + part as u32, (ticket.clone(), part))));
    }

    /// The ticket of a task, and which of its tasks this is.
    pub fn of(&self, task: u32) -> Option<(Arc<Ticket>, usize)> {
        self.open().get(&task).cloned()
    }

    /// Forgets a task; whether none is left.
    pub fn forget(&self, task: u32) -> bool {
        let mut open = self.open();
        open.remove(&task);
        open.is_empty()
    }

    /// Whether nothing is awaited.
    pub fn is_empty(&self) -> bool {
        self.open().is_empty()
    }
}
