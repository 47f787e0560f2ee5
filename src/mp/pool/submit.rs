//! Handing in: `apply`, `apply_async`, `map`, `map_async`.

use std::panic::Location;
use std::sync::Arc;

use serde::{Serialize, de::DeserializeOwned};

use crate::model::{Field, Kind};
use crate::mp::exception::Exception;
use crate::mp::me;
use crate::mp::repr::{Repr, short};
use crate::mp::step::Step;
use crate::wire::record::{Sent, dumps};

use super::Pool;
use super::function::{Function, unsendable};
use super::handler::Phase;
use super::job::Job;
use super::result::{AsyncResult, Callbacks, Decode, decode_all, decode_one};
use super::ticket::Ticket;

/// Arguments of one task, as bytes and as they look.
struct Chunk {
    arguments: Vec<Vec<u8>>,
    shown: String,
}

impl Pool {
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
}
