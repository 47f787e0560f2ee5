//! Interruptions: the signals that ask forklore to end, as messages on a channel.

use std::io;
use std::process::ExitCode;

use crossbeam_channel::{Receiver, unbounded};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// A signal that asks for the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interrupt(i32);

impl Interrupt {
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
