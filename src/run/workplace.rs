//! The workplace of a run on CPython: a directory with the lesson's program and the probe that watches it, gone with the run.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use include_dir::{Dir, include_dir};

use super::emitter;
use super::hold::Hold;
use crate::wire::layout;

use super::kept;

static PROBE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/probe");

/// What an interpreter runs when it starts.
const ENTRY: &str = "sitecustomize.py";

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
        fs::create_dir(workplace.temporary())?;
        Hold::make(&workplace.bells())?;
        let layout = layout::python();
        fs::write(probe.join(ENTRY), PROBE.get_file(ENTRY).expect("the probe has an entry").contents())?;
        fs::write(probe.join("modules"), modules(&layout))?;
        kept::open(&probe.join("kept"), &PROBE, &layout)?;
        // Without it the probe does everything in Python.
        let _ = emitter::lay(&probe);
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

    /// For what a lesson's program has lying about for a while: it goes with the run, however that ends.
    pub fn temporary(&self) -> PathBuf {
        self.root.join("tmp")
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

/// The probe's modules in one file, as its entry reads them: to make a file for each takes longer than all else.
fn modules(layout: &str) -> Vec<u8> {
    let files = PROBE.dirs().flat_map(Dir::files).map(|file| (file.path(), file.contents()));
    let mut all = Vec::new();
    for (path, text) in files.chain([(Path::new("layout.py"), layout.as_bytes())]) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        all.extend_from_slice(format!("{name} {}\n", text.len()).as_bytes());
        all.extend_from_slice(text);
    }
    all
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
