//! A pidfd: a process held by a descriptor, so that nothing is ever sent to a stranger who got its number.

use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd};

/// A process, by descriptor (pidfd_open(2)).
pub(crate) struct Pidfd(OwnedFd);

impl Pidfd {
    /// The process that has this number now; `None` if nobody has.
    pub fn open(pid: i32) -> Option<Pidfd> {
        // SAFETY: a system call on integers, giving a new descriptor or -1.
        let fd = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) };
        // SAFETY: the descriptor was just made and is nobody else's.
        (fd >= 0).then(|| Pidfd(unsafe { OwnedFd::from_raw_fd(fd as i32) }))
    }

    /// Sends SIGKILL to exactly this process.
    pub fn kill(&self) {
        let none: *const libc::siginfo_t = std::ptr::null();
        // SAFETY: the descriptor is open; a null siginfo means what kill(2) would send.
        unsafe { libc::syscall(libc::SYS_pidfd_send_signal, self.0.as_raw_fd(), libc::SIGKILL, none, 0) };
    }
}

impl AsFd for Pidfd {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
