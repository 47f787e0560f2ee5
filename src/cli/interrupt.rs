//! Interruptions: the signals that ask forklore to end, as messages on a channel or as a word to be looked at.

use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crossbeam_channel::{Receiver, unbounded};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;
use signal_hook::iterator::Signals;

/// A signal that asks for the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interrupt(i32);

impl Interrupt {
    /// Whether it is Ctrl-C, which a terminal sends to everybody in front of it.
    pub fn is_from_the_keyboard(self) -> bool {
        self.0 == SIGINT
    }

    /// The exit status of a program that such a signal has ended, as shells have it: 130 for Ctrl-C.
    pub fn exit_code(self) -> ExitCode {
        ExitCode::from(128_u8.saturating_add(self.0.unsigned_abs() as u8))
    }
}

/// From now on Ctrl-C, a request to terminate and a hang-up end nothing by themselves: they are told here.
///
/// # Errors
/// If the handlers cannot be set.
pub fn interrupts() -> io::Result<Receiver<Interrupt>> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    let (sender, receiver) = unbounded();
    let listen = move || signals.forever().try_for_each(|signal| sender.send(Interrupt(signal)));
    std::thread::Builder::new().name("signals".into()).spawn(listen)?;
    Ok(receiver)
}

/// Whether a signal has asked for the end: for work that looks now and then whether it is still wanted.
pub struct Wanted(Arc<AtomicUsize>);

impl Wanted {
    /// From now on the first signal is remembered here; a second one ends forklore at once.
    ///
    /// # Errors
    /// If the handlers cannot be set.
    pub fn watch() -> io::Result<Wanted> {
        let (first, again) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            flag::register_conditional_shutdown(signal, 128 + signal, again.clone())?;
            flag::register(signal, again.clone())?;
            flag::register_usize(signal, first.clone(), signal.unsigned_abs() as usize)?;
        }
        Ok(Wanted(first))
    }

    /// The signal that asked for the end, if one did.
    pub fn interrupt(&self) -> Option<Interrupt> {
        i32::try_from(self.0.load(Ordering::Relaxed)).ok().filter(|signal| *signal > 0).map(Interrupt)
    }
}
