//! The emitter: the compiled part of the probe, carried in this program, and laid where an interpreter finds it.

use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

/// The extension module; empty where it could not be built.
pub(super) static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/emitter.so"));

/// With this variable set to `0`, programs are watched in pure Python.
pub const VARIABLE: &str = "FORKLORE_EMITTER";
const FILE: &str = "emitter.so";

/// What is to become of the emitter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Interpreters that can load it do.
    Used,
    /// [`VARIABLE`] says no.
    Declined,
    /// This program was built without it.
    NotBuilt,
}

/// Whether there is one, and it is wanted.
pub fn wish() -> Wish {
    match std::env::var(VARIABLE) {
        _ if BYTES.is_empty() => Wish::NotBuilt,
        Ok(said) if said == "0" => Wish::Declined,
        _ => Wish::Used,
    }
}

/// Lays it beside the probe: a link to the one that is kept with what the probe has compiled.
///
/// # Errors
/// If it cannot be written. The probe can do without it.
pub(super) fn lay(probe: &Path) -> io::Result<()> {
    if wish() != Wish::Used {
        return Ok(());
    }
    let kept = probe.join("kept").join(FILE);
    if !kept.exists() {
        // Whole or not at all: others may be about to load it.
        let own = kept.with_extension(format!("{}", std::process::id()));
        fs::write(&own, BYTES)?;
        fs::rename(own, &kept)?;
    }
    symlink(Path::new("kept").join(FILE), probe.join(FILE))
}

/// Loads what it is given, as the probe does.
const TRIAL: &str = "import _imp, sys; spec = type(sys)('spec'); spec.name = 'emitter'; spec.origin = sys.argv[1]; \
    made = _imp.create_dynamic(spec); _imp.exec_dynamic(made)";

/// Whether an interpreter really loads it. Free-threaded ones are not asked: it counts on their big lock.
///
/// # Errors
/// If there is no place for it.
pub fn is_loaded_by(python: &Path) -> io::Result<bool> {
    let place = std::env::temp_dir().join(format!("forklore-{}-{FILE}", std::process::id()));
    fs::write(&place, BYTES)?;
    let mut trial = Command::new(python);
    trial.args(["-E", "-S", "-c", TRIAL]).arg(&place);
    let status = trial.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    fs::remove_file(&place)?;
    Ok(status?.success())
}
