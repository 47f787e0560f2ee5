//! `AsyncResult`: what `apply_async` gives at once, and what it comes to later. Callbacks, which come before that.

use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;

use crate::model::{Field, Kind};
use crate::mp::exception::Exception;
use crate::mp::me;
use crate::mp::step::Step;
use crate::wire::arena::ObjectId;
use crate::wire::record::{Sent, loads};

use super::job::Outcome;
use super::ticket::{CallBack, Ticket};

/// How a result is made of its bytes.
pub(super) type Decode<R> = fn(&[Vec<u8>]) -> Option<R>;

/// The result of a task that was handed in, there or not yet.
pub struct AsyncResult<R> {
    pool: ObjectId,
    ticket: Arc<Ticket>,
    decode: Decode<R>,
}

/// `callback=` and `error_callback=`: called in the parent, in the thread that takes the results in. One that raises
/// ends that thread, and no later result arrives.
pub struct Callbacks<R> {
    on_result: Option<Call<R>>,
    on_error: Option<Call<Exception>>,
}

/// A function of the parent's.
type Call<T> = Box<dyn FnOnce(T) -> Result<(), Exception> + Send>;

impl<R> Callbacks<R> {
    /// Neither.
    pub fn none() -> Callbacks<R> {
        Callbacks { on_result: None, on_error: None }
    }

    /// `callback=…`: with the result, if the task returned one.
    pub fn callback(mut self, call: impl FnOnce(R) -> Result<(), Exception> + Send + 'static) -> Callbacks<R> {
        self.on_result = Some(Box::new(call));
        self
    }

    /// `error_callback=…`: with the exception, if the task raised one.
    pub fn error_callback(
        mut self,
        call: impl FnOnce(Exception) -> Result<(), Exception> + Send + 'static,
    ) -> Callbacks<R> {
        self.on_error = Some(Box::new(call));
        self
    }
}

impl<R: 'static> Callbacks<R> {
    /// What a ticket calls back, on a result and on an exception.
    pub(super) fn into_calls(self, decode: Decode<R>) -> (Option<CallBack>, Option<CallBack>) {
        let on_result = self.on_result.map(|call| -> CallBack {
            Box::new(move |outcome: &Outcome| match outcome.as_ref().ok().and_then(|parts| decode(parts)) {
                Some(result) => call(result),
                None => Err(unreadable()),
            })
        });
        let on_error = self.on_error.map(|call| -> CallBack {
            Box::new(move |outcome: &Outcome| outcome.as_ref().err().cloned().map_or(Ok(()), call))
        });
        (on_result, on_error)
    }
}

impl<R> AsyncResult<R> {
    pub(super) fn new(pool: ObjectId, ticket: Arc<Ticket>, decode: Decode<R>) -> AsyncResult<R> {
        AsyncResult { pool, ticket, decode }
    }

    /// `get()`: waits for the result.
    ///
    /// # Errors
    /// The task's exception.
    #[track_caller]
    pub fn get(&self) -> Result<R, Exception> {
        self.get_at(None, me::line(Location::caller()))
    }

    /// `get(timeout=seconds)`.
    ///
    /// # Errors
    /// The task's exception; `TimeoutError` if it is not there in time.
    #[track_caller]
    pub fn get_for(&self, seconds: f64) -> Result<R, Exception> {
        self.get_at(Some(seconds), me::line(Location::caller()))
    }

    pub(super) fn get_at(&self, seconds: Option<f64>, line: u32) -> Result<R, Exception> {
        self.wait_at(seconds, line);
        let outcome = self.ticket.outcome().ok_or_else(|| Exception::new("TimeoutError", ""))?;
        (self.decode)(&outcome?).ok_or_else(unreadable)
    }

    /// `wait()`: until it is ready, whatever it comes to.
    #[track_caller]
    pub fn wait(&self) {
        self.wait_at(None, me::line(Location::caller()));
    }

    /// `wait(timeout=seconds)`: until it is ready, or the time is over.
    #[track_caller]
    pub fn wait_for(&self, seconds: f64) {
        self.wait_at(Some(seconds), me::line(Location::caller()));
    }

    fn wait_at(&self, seconds: Option<f64>, line: u32) {
        let mut step = self.about(Step::at_line(Kind::SyncWait, line));
        if let Some(seconds) = seconds {
            step = step.with(Field::Seconds, Sent::Float(seconds));
        }
        let timeout = seconds.map(|seconds| Duration::from_secs_f64(seconds.max(0.0)));
        let mut operation = step.begin();
        let lacks = || (!self.ticket.is_ready()).then_some("result");
        operation.block(lacks, |waits| {
            if let Some(what) = lacks() {
                waits(what);
            }
            self.ticket.wait(timeout)
        });
        match self.ticket.outcome() {
            Some(Ok(_)) => operation.end(|step| step),
            Some(Err(exception)) => {
                operation.end_with(None, None, &[(Field::Outcome, Sent::Text(&exception.class))]);
            }
            None => operation.end_with(None, None, &[(Field::Outcome, Sent::Text("timeout"))]),
        }
    }

    /// A step that is about this result: which task's, and of how many where it is of several.
    fn about<'s>(&self, step: Step<'s>) -> Step<'s> {
        self.ticket.names(step.object(self.pool))
    }

    /// `ready()`: whether it is there, result or exception.
    #[track_caller]
    pub fn ready(&self) -> bool {
        self.ready_at(me::line(Location::caller()))
    }

    fn ready_at(&self, line: u32) -> bool {
        let step = self.about(Step::at_line(Kind::PoolReady, line));
        let answer = self.ticket.is_ready();
        step.with(Field::Answer, Sent::Bool(answer)).once();
        answer
    }

    /// `successful()`: whether the task raised nothing.
    ///
    /// # Errors
    /// `ValueError` if it is not ready.
    #[track_caller]
    pub fn successful(&self) -> Result<bool, Exception> {
        self.ready_at(me::line(Location::caller()));
        let outcome = self.ticket.outcome().ok_or_else(|| Exception::new("ValueError", "the result is not ready"))?;
        Ok(outcome.is_ok())
    }
}

/// The result of one call.
pub(super) fn decode_one<R: DeserializeOwned>(parts: &[Vec<u8>]) -> Option<R> {
    loads(parts.first()?)
}

/// The results of many calls.
pub(super) fn decode_all<R: DeserializeOwned>(parts: &[Vec<u8>]) -> Option<Vec<R>> {
    parts.iter().map(|part| loads(part)).collect()
}

fn unreadable() -> Exception {
    Exception::new("UnpicklingError", "these bytes are no result of this function")
}
