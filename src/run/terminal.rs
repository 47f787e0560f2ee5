//! The terminal of a program that is watched on the screen: one for its keyboard and its output, a second for its errors,
//! so that it finds a terminal wherever it asks, and we know which stream is which.
//!
//! It shows what it is given as it stands (no carriage returns are put in), echoes what is typed, and Ctrl-C in it is a
//! signal, as in any other (termios(3)).

use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};

use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::pty::{OpenptyResult, Winsize, openpty};
use nix::sys::signal::{SigSet, Signal, killpg};
use nix::sys::termios::{OutputFlags, SetArg, tcgetattr, tcsetattr};
use nix::unistd::{Pid, setpgid, setsid, tcgetpgrp, tcsetpgrp};

/// Both terminals, each with our end and the program's.
pub(super) struct Terminal {
    /// Where we read; what is written to the first is typed.
    pub ours: [OwnedFd; 2],
    /// Where the program writes, and reads from the first.
    pub theirs: [OwnedFd; 2],
}

/// A terminal of so many columns and rows.
pub(super) fn open(size: (u16, u16)) -> io::Result<Terminal> {
    let size = winsize(size);
    let [one, two] = [one(&size)?, one(&size)?];
    Ok(Terminal { ours: [one.master, two.master], theirs: [one.slave, two.slave] })
}

fn winsize((columns, rows): (u16, u16)) -> Winsize {
    Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }
}

/// It has so many columns and rows from now on; where that is new, its foreground gets a SIGWINCH (ioctl_tty(2)).
pub(super) fn resize(terminal: &OwnedFd, size: (u16, u16)) {
    let size = winsize(size);
    // SAFETY: ioctl_tty(2): the argument is such a structure, which lives as long as the call.
    unsafe { libc::ioctl(terminal.as_raw_fd(), libc::TIOCSWINSZ, &raw const size) };
}

/// Whoever is in its foreground hears that the terminal is gone, as from any whose window is closed.
pub(super) fn hang_up(terminal: &OwnedFd) {
    if let Ok(foreground) = tcgetpgrp(terminal) {
        let _ = killpg(foreground, Signal::SIGHUP);
    }
}

fn one(size: &Winsize) -> io::Result<OpenptyResult> {
    let pair = openpty(size, None)?;
    for end in [&pair.master, &pair.slave] {
        fcntl(end, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC))?;
    }
    let mut modes = tcgetattr(&pair.slave)?;
    modes.output_flags.remove(OutputFlags::OPOST);
    tcsetattr(&pair.slave, SetArg::TCSANOW, &modes)?;
    Ok(pair)
}

/// Types into it; whether there was room for it all. It never waits: a program that does not read would hold us up.
pub(super) fn type_into(keyboard: &OwnedFd, bytes: &[u8]) -> bool {
    let mut fds = [PollFd::new(keyboard.as_fd(), PollFlags::POLLOUT)];
    let has_room = poll(&mut fds, PollTimeout::ZERO) == Ok(1)
        && fds[0].revents().is_some_and(|events| events.contains(PollFlags::POLLOUT));
    has_room && nix::unistd::write(keyboard, bytes) == Ok(bytes.len())
}

/// In the keeper: it leads the session on this terminal, as a shell would. Were it the program itself, its end would hang
/// up on those whom it leaves behind (setsid(2)).
pub(super) fn lead(terminal: &OwnedFd) {
    let _ = setsid();
    // SAFETY: ioctl_tty(2): the argument is a number.
    unsafe { libc::ioctl(terminal.as_raw_fd(), libc::TIOCSCTTY, 0) };
}

/// In the program's process, before it begins: a group of its own in the foreground, to which Ctrl-C goes; and standard
/// input from the terminal.
pub(super) fn come_forward(terminal: &OwnedFd) {
    let _ = setpgid(Pid::from_raw(0), Pid::from_raw(0));
    let mut stopping = SigSet::empty();
    stopping.add(Signal::SIGTTOU);
    // Who is not in the foreground is stopped for asking, unless it does not listen.
    let _ = stopping.thread_block();
    let _ = tcsetpgrp(terminal, nix::unistd::getpid());
    // SAFETY: dup2(2) onto standard input, which nothing in this process owns.
    unsafe { libc::dup2(terminal.as_raw_fd(), 0) };
}
