//! Bells: how the usher and actors without futexes wake each other. Each has a FIFO; a byte in it means: look.
//!
//! A probe in pure Python can read and write the gate's words in the arena, and cannot sleep on them.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::stat::Mode;

use crate::wire::arena::SlotId;

use super::pidfd::Pidfd;

/// The bells of one run.
pub(super) struct Bells {
    dir: PathBuf,
    own: File,
}

impl Bells {
    /// Hangs them up in a directory.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn hang(dir: &Path) -> std::io::Result<Bells> {
        let path = dir.join("arrivals");
        match nix::unistd::mkfifo(&path, Mode::from_bits_truncate(0o622)) {
            Ok(()) | Err(nix::Error::EEXIST) => {}
            Err(errno) => return Err(errno.into()),
        }
        // For reading and writing: it never comes to an end of file.
        let own = OpenOptions::new().read(true).write(true).custom_flags(libc::O_NONBLOCK).open(path)?;
        Ok(Bells { dir: dir.into(), own })
    }

    /// Wakes an actor that waits for leave. One that has no bell is not there any more, or does not need it.
    pub fn ring(&self, id: SlotId) {
        let path = self.dir.join(id.0.to_string());
        let bell = OpenOptions::new().write(true).custom_flags(libc::O_NONBLOCK).open(path);
        if let Ok(mut bell) = bell {
            let _ = bell.write(b"!");
        }
    }

    /// Sleeps until an actor has arrived or one of these processes has ended; whether that was so before time was up.
    pub fn listen<'a>(&self, processes: impl Iterator<Item = &'a Pidfd>, timeout: Duration) -> bool {
        let mut fds = vec![PollFd::new(self.own.as_fd(), PollFlags::POLLIN)];
        fds.extend(processes.map(|process| PollFd::new(process.as_fd(), PollFlags::POLLIN)));
        let timeout = PollTimeout::try_from(timeout).unwrap_or(PollTimeout::MAX);
        let rang = poll(&mut fds, timeout).is_ok_and(|ready| ready > 0);
        let mut bytes = [0; 256];
        while (&self.own).read(&mut bytes).is_ok_and(|read| read == bytes.len()) {}
        rang
    }
}
