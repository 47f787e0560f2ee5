//! Signals, as words on a channel.

use std::io;

use crossbeam_channel::Receiver;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::iterator::Signals;

/// What a signal means to the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signal {
    /// The terminal has another size.
    Resized,
    /// The shell lets us go on.
    Continued,
    /// To be ended, by the signal of this number.
    End(u8),
}

/// The number of the signal that says that the terminal is gone.
pub(super) const HANGUP: u8 = SIGHUP as u8;

/// Listens from now on.
pub(super) fn listen() -> io::Result<Receiver<Signal>> {
    let mut signals = Signals::new([SIGWINCH, SIGCONT, SIGTERM, SIGHUP, SIGINT])?;
    let (sender, receiver) = super::channel();
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        for number in signals.forever() {
            let signal = match number {
                SIGWINCH => Signal::Resized,
                SIGCONT => Signal::Continued,
                number => Signal::End(number as u8),
            };
            if sender.send(signal).is_err() {
                return;
            }
        }
    })?;
    Ok(receiver)
}
