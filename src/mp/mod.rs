//! multiprocessing in Rust, whose every step tells: real forks, real pipes, locks on shared memory.
//!
//! Names, order of steps and failures follow CPython's `multiprocessing` (Lib/multiprocessing/), so that a lesson's
//! Rust reads like the Python beside it. Every operation passes through [`step`], the one place where an actor can be
//! slowed down, held, or asked to wait for leave.
//!
//! Invariant: runs only inside the processes of a lesson. It knows the wire and the model's words, and nothing of
//! screens, lessons or the engine that started it.

mod array;
mod barrier;
mod burn;
mod channel;
mod condition;
mod environment;
mod event;
mod exception;
mod feeder;
mod file;
pub(crate) mod gate;
mod gil;
mod lock;
pub(crate) mod me;
mod memory;
pub(crate) mod os;
mod pipe;
mod pool;
mod print;
mod process;
mod queue;
mod repr;
mod run;
mod signal;
mod simple_queue;
pub(crate) mod spawn;
pub(crate) mod start;
pub(crate) mod step;
mod thread;
mod value;

pub use array::Array;
pub use barrier::Barrier;
pub use burn::{burn, calibrate};
pub use condition::Condition;
pub use environment::{chdir, getcwd, getenv, setenv};
pub use event::Event;
pub use exception::{Exception, Returns};
pub use file::{File, TextFile};
pub use gil::{Gil, released};
pub use lock::{Lock, RLock, Semaphore};
pub use memory::{own_memory, page_size};
pub use os::{
    children_cpu, exit, exit_code, fork, get_ident, getpid, getppid, ident, kill, os_exit, perf_counter, sleep, wait,
    waitpid,
};
pub use pipe::{Connection, pipe};
pub use pool::{AsyncResult, Callbacks, Function, Pool, process_cpu_count};
pub use print::{eprint, print, write, write_bytes};
pub use process::{Process, active_children, current_name};
pub use queue::Queue;
pub use repr::{Bytes, Repr};
pub use run::Run;
pub use signal::{ignore, on_signal};
pub use simple_queue::SimpleQueue;
pub use thread::Thread;
pub use value::Value;
