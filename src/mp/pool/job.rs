//! What travels between a pool and its workers.

use serde::{Deserialize, Serialize};

use crate::mp::exception::Exception;

/// A task on its way to a worker.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Job {
    /// Its number in the pool, from 0.
    pub task: u32,
    /// Number of the function, the same in all processes that know it.
    pub entry: u32,
    /// Name of the function.
    pub function: String,
    /// The arguments, one call each: one for `apply`, a chunk for `map`.
    pub arguments: Vec<Vec<u8>>,
    /// Whether the result is a list.
    pub maps: bool,
}

/// A result on its way back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Done {
    /// Which task.
    pub task: u32,
    /// What it came to.
    pub outcome: Outcome,
}

/// Each call's result as bytes, or the first exception.
pub(super) type Outcome = Result<Vec<Vec<u8>>, Exception>;
