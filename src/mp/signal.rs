//! `signal`: what a process does when a signal comes.
//!
//! As in CPython (Modules/signalmodule.c) the real handler only takes note; the program's own is called later, between
//! two steps of the main thread: here when a sleep was interrupted.

use std::sync::atomic::{AtomicI32, Ordering};
use std::time::Duration;

use nix::poll::ppoll;
use nix::sys::signal::{SigHandler, SigSet, SigmaskHow, Signal};
use nix::sys::time::TimeSpec;

use super::exception::Exception;

static PENDING: AtomicI32 = AtomicI32::new(0);
static HANDLER: std::sync::Mutex<Option<fn(i32)>> = std::sync::Mutex::new(None);

/// `signal.signal(signal, SIG_IGN)`.
///
/// # Errors
/// `OSError` for a signal that cannot be ignored.
pub fn ignore(signal: Signal) -> Result<(), Exception> {
    // SAFETY: no handler of ours is called.
    unsafe { nix::sys::signal::signal(signal, SigHandler::SigIgn) }.map_err(Exception::os)?;
    Ok(())
}

/// `signal.signal(signal, handler)`. The handler may leave by [`super::exit`].
///
/// # Errors
/// `OSError` for a signal that cannot be handled.
pub fn on_signal(signal: Signal, handler: fn(i32)) -> Result<(), Exception> {
    *HANDLER.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(handler);
    // SAFETY: the handler only stores to an atomic.
    unsafe { nix::sys::signal::signal(signal, SigHandler::Handler(note)) }.map_err(Exception::os)?;
    Ok(())
}

extern "C" fn note(signal: i32) {
    PENDING.store(signal, Ordering::Release);
}

/// Calls the program's handler for a signal that has come.
pub(crate) fn handle_pending() {
    let signal = PENDING.swap(0, Ordering::AcqRel);
    let handler = *HANDLER.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let (true, Some(handler)) = (signal != 0, handler) {
        handler(signal);
    }
}

/// Sleeps so long, or until a signal was noted. One that comes just before is not slept through: signals are let in
/// only while it sleeps (ppoll(2)).
pub(crate) fn doze(time: Duration) {
    let Ok(before) = SigSet::all().thread_swap_mask(SigmaskHow::SIG_BLOCK) else { return };
    if PENDING.load(Ordering::Acquire) == 0 {
        let _ = ppoll(&mut [], Some(TimeSpec::from_duration(time)), Some(before));
    }
    let _ = before.thread_set_mask();
}
