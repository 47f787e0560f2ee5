//! How an actor begins and ends: the fork itself, a child's first and last word, what a process does before it exits.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::model::{Field, Kind};
use crate::wire::arena::{Full, SlotId};
use crate::wire::record::Sent;

use super::exception::{Exception, Returns};
use super::gate;
use super::me::{self, Own};
use super::os;
use super::step::Step;

/// On which side of a fork we are.
pub(crate) enum Side {
    /// The parent, and its new child.
    Parent {
        /// The child's pid.
        pid: i32,
        /// The child's slot.
        slot: SlotId,
    },
    /// The child.
    Child,
}

/// Forks: claims the child's slot under its name, tells, asks the kernel. In the child everything that a process owns
/// begins anew.
///
/// # Errors
/// `BlockingIOError` where the arena's limit or the kernel refuses.
pub(crate) fn fork(wish: &str, mut own: Own, line: u32) -> Result<Side, Exception> {
    let arena = me::arena();
    arena.ask_process().map_err(refused)?;
    let parent = me::slot();
    let name = me::own().names.process(&me::name(), wish);
    own.functions = me::own().functions.clone();
    let slot = arena.claim(parent, &name).map_err(|full| {
        arena.header().alive.fetch_sub(1, std::sync::atomic::Ordering::AcqRel);
        refused(full)
    })?;
    Step::at_line(Kind::ProcessFork, line)
        .with(Field::Child, Sent::Actor(slot.0))
        .with(Field::Method, Sent::Text("fork"))
        .once();
    // SAFETY: the child touches only what is safe after a fork: its own memory, system calls, and glibc's allocator,
    // which is made ready for it (malloc(3), "fork"). No lock of ours is held here.
    match unsafe { libc::fork() } {
        -1 => {
            let errno = nix::Error::last();
            arena.end_process(slot);
            let outcome = errno.to_string();
            not_made(slot, &outcome, line);
            Err(Exception::os(errno))
        }
        0 => {
            become_process(slot, own);
            Ok(Side::Child)
        }
        pid => {
            arena.slot(slot).pid.store(pid, std::sync::atomic::Ordering::Relaxed);
            Ok(Side::Parent { pid, slot })
        }
    }
}

/// The kernel has refused a child that was announced. With it goes how many this process's user may have, as far as this
/// process goes: it may have lowered that itself.
pub(super) fn not_made(child: SlotId, outcome: &str, line: u32) {
    let step = Step::at_line(Kind::ProcessGone, line).with(Field::Child, Sent::Actor(child.0));
    let step = step.with(Field::Outcome, Sent::Text(outcome));
    match super::os::most_processes().and_then(|most| i64::try_from(most).ok()) {
        Some(most) => step.with(Field::Count, Sent::Int(most)).note(),
        None => step.note(),
    }
}

pub(crate) fn refused(full: Full) -> Exception {
    Exception::new("BlockingIOError", format!("[Errno 11] {full}"))
}

/// A process's first word.
pub(crate) fn become_process(slot: SlotId, own: Own) {
    let (title, daemon, role) = (own.title.clone(), own.daemon, own.role);
    me::become_process(slot, own);
    gate::birth(Kind::ProcessStart);
    let mut step = Step::hidden(Kind::ProcessStart).with(Field::Name, Sent::Text(&title));
    step = step.with(Field::Ppid, Sent::Int(os::getppid().into()));
    if daemon {
        step = step.with(Field::Daemon, Sent::Bool(true));
    }
    if !role.is_empty() {
        step = step.with(Field::Role, Sent::Text(role));
    }
    step.note();
}

/// What `sys.exit(status)` throws.
pub(crate) struct SystemExit(pub i32);

/// Runs the whole of a process and ends it as Python would: an uncaught exception is told and gives 1.
pub(crate) fn run<R: Returns>(heading: &str, body: impl FnOnce() -> R) -> ! {
    let status = status_of(heading, body);
    // The first process ends by `Py_FinalizeEx`, which waits for threads first; a child by `Process._bootstrap`.
    let is_first = me::own().identity.is_empty();
    if is_first {
        super::thread::join_all();
    }
    super::pool::end_all();
    super::process::end_children();
    super::feeder::join_all();
    if !is_first {
        super::thread::join_all();
    }
    exit(status)
}

/// Runs a body and gives the exit status that it asks for.
pub(crate) fn status_of<R: Returns>(heading: &str, body: impl FnOnce() -> R) -> i32 {
    match catch_unwind(AssertUnwindSafe(body)).map(Returns::raised) {
        Ok(None) => 0,
        Ok(Some(exception)) => {
            exception.uncaught(heading);
            1
        }
        Err(thrown) => match thrown.downcast::<SystemExit>() {
            Ok(exit) => exit.0,
            Err(panic) => {
                Exception::new("RuntimeError", panic_text(&*panic)).uncaught(heading);
                1
            }
        },
    }
}

/// Unwinds to the process's beginning, past everything that has to be given back on the way.
pub(crate) fn throw_exit(status: i32) -> ! {
    resume_unwind(Box::new(SystemExit(status)))
}

/// The last word, and the end: no destructor, no buffer, nothing of what was copied from the parent runs.
pub(crate) fn exit(status: i32) -> ! {
    Step::hidden(Kind::ProcessExit).with(Field::Status, Sent::Int(status.into())).once();
    me::arena().end_process(process_slot());
    gate::ended();
    // SAFETY: _exit(2) does not return and runs no code of ours.
    unsafe { libc::_exit(status) }
}

/// The slot of this process's main thread, from whichever thread is asking.
fn process_slot() -> SlotId {
    let arena = me::arena();
    let pid = os::getpid();
    let is_ours = |id: &SlotId| {
        arena.slot(*id).pid.load(std::sync::atomic::Ordering::Relaxed) == pid && !arena.actor_name(*id).contains('/')
    };
    (1..arena.slots()).rev().map(SlotId).find(is_ours).unwrap_or(me::slot())
}

/// What a panic said.
pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic".into())
}
