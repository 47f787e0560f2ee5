//! Hold: how actors of CPython, which know no futex, are held and let go. They open a FIFO for reading, and that lasts as
//! long as nobody has it open for writing (fifo(7)): we have, except while everybody is held.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use nix::sys::stat::Mode;

/// The FIFO's name.
const NAME: &str = "hold";

/// The door that is shut while everybody is held.
#[derive(Debug)]
pub(super) struct Hold {
    path: PathBuf,
    open: Mutex<Option<File>>,
}

impl Hold {
    /// Makes the FIFO.
    ///
    /// # Errors
    /// If the directory cannot be written.
    pub fn make(bells: &Path) -> io::Result<()> {
        Ok(nix::unistd::mkfifo(&bells.join(NAME), Mode::from_bits_truncate(0o644))?)
    }

    /// The door in this directory, shut.
    pub fn new(bells: &Path) -> Hold {
        Hold { path: bells.join(NAME), open: Mutex::new(None) }
    }

    /// Shuts it, or lets everybody go who stands before it.
    pub fn set(&self, held: bool) {
        // For both, so that it opens although nobody reads.
        let open = || OpenOptions::new().read(true).write(true).open(&self.path).ok();
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = if held { None } else { open() };
    }
}
