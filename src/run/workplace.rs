//! The workplace of a run on CPython: a directory with the lesson's program and the probe that watches it, gone with the run.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use include_dir::{Dir, include_dir};

use super::hold::Hold;
use crate::wire::layout;

use super::kept;

static PROBE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/probe");

/// A directory of its own, removed when nobody needs it any more.
#[derive(Debug)]
pub struct Workplace {
    root: PathBuf,
}

impl Workplace {
    /// A new one, with the probe in it.
    ///
    /// # Errors
    /// If the directory for temporary files cannot be written.
    pub fn open() -> io::Result<Workplace> {
        let workplace = Workplace { root: fresh()? };
        let probe = workplace.probe();
        fs::create_dir(&probe)?;
        fs::create_dir(workplace.bells())?;
        Hold::make(&workplace.bells())?;
        PROBE.extract(&probe)?;
        let layout = layout::python();
        fs::write(probe.join("forklore_probe/layout.py"), &layout)?;
        kept::open(&probe.join("kept"), &PROBE, &layout)?;
        Ok(workplace)
    }

    /// The directory itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The directory that leads `PYTHONPATH`.
    pub fn probe(&self) -> PathBuf {
        self.root.join("probe")
    }

    /// Where the bells of the gate hang.
    pub fn bells(&self) -> PathBuf {
        self.root.join("bells")
    }

    /// Keeps a program here; where.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn keep(&self, file: &str, text: &str) -> io::Result<PathBuf> {
        let dir = self.root.join("program");
        fs::create_dir_all(&dir)?;
        let path = dir.join(Path::new(file).file_name().unwrap_or_default());
        fs::write(&path, text)?;
        Ok(path)
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

/// A directory that nobody else has, readable by all: a lesson's program may give its rights away.
fn fresh() -> io::Result<PathBuf> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("forklore-{}-{number}", std::process::id()));
        match fs::create_dir(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            other => return other.map(|()| path),
        }
    }
}
