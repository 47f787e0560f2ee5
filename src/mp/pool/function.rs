//! A function that tasks may name: known on both sides of a fork, so that only its number and bytes have to travel.

use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use serde::{Serialize, de::DeserializeOwned};

use crate::mp::exception::Exception;
use crate::mp::me;
use crate::mp::repr::{Repr, short};
use crate::mp::start::{SystemExit, panic_text};
use crate::wire::record::{dumps, loads};

/// A function from an argument's bytes to a result.
pub(crate) type Body = Arc<dyn Fn(&[u8]) -> Result<Returned, Exception> + Send + Sync>;

/// What a function returned: its bytes, and how it looks.
pub(crate) struct Returned {
    pub bytes: Vec<u8>,
    pub shown: String,
}

/// A function of one argument that a pool's workers can call.
///
/// Processes forked from now on know it, and those forked earlier do not: a worker that is given a task with it then
/// ends with the `AttributeError` that CPython's unpickling raises.
pub struct Function<A, R> {
    entry: u32,
    name: Arc<str>,
    maps: PhantomData<fn(A) -> R>,
}

impl<A, R> Clone for Function<A, R> {
    fn clone(&self) -> Self {
        Function { entry: self.entry, name: self.name.clone(), maps: PhantomData }
    }
}

impl<A, R> Function<A, R>
where
    A: DeserializeOwned + 'static,
    R: Serialize + Repr + 'static,
{
    /// `def name(argument):`
    pub fn new(name: &str, body: impl Fn(A) -> Result<R, Exception> + Send + Sync + 'static) -> Function<A, R> {
        let erased = move |argument: &[u8]| {
            let argument = loads(argument).ok_or_else(unreadable)?;
            let result = body(argument)?;
            let bytes = dumps(&result).ok_or_else(unsendable)?;
            Ok(Returned { bytes, shown: short(&result) })
        };
        let functions = &mut me::own().functions;
        functions.push(Arc::new(erased));
        Function { entry: functions.len() as u32 - 1, name: name.into(), maps: PhantomData }
    }
}

impl<A, R> Function<A, R> {
    /// Its number, the same in every process that knows it.
    pub(crate) fn entry(&self) -> u32 {
        self.entry
    }

    /// Its name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

/// Calls a function. A panic of its is an exception; `sys.exit()` goes on up.
pub(crate) fn call(body: &Body, argument: &[u8]) -> Result<Returned, Exception> {
    catch_unwind(AssertUnwindSafe(|| body(argument))).unwrap_or_else(|thrown| match thrown.downcast::<SystemExit>() {
        Ok(exit) => resume_unwind(exit),
        Err(panic) => Err(Exception::new("RuntimeError", panic_text(&*panic))),
    })
}

fn unreadable() -> Exception {
    Exception::new("UnpicklingError", "these bytes are no argument of this function")
}

/// The exception of a value that cannot be sent.
pub(crate) fn unsendable() -> Exception {
    Exception::new("PicklingError", "this value cannot be serialised")
}
