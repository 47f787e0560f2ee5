//! What is kept from run to run: the probe and what it grafts, compiled, in the user's directory for caches.
//!
//! Interpreters write it when they first need it; without it every one of them compiles everything anew, some 40 ms.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use include_dir::Dir;

use super::emitter;

const PREFIX: &str = "probe-";

/// Makes `place` lead to what was kept for this very probe; to an empty directory of its own where nothing can be kept.
///
/// # Errors
/// If neither can be made.
pub(super) fn open(place: &Path, probe: &Dir<'_>, layout: &str) -> io::Result<()> {
    match cache().and_then(|cache| ready(&cache, &name(probe, layout))) {
        Some(kept) => symlink(kept, place),
        None => fs::create_dir(place),
    }
}

/// `~/.cache/forklore`, or where XDG says.
fn cache() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("forklore"))
}

fn ready(cache: &Path, name: &str) -> Option<PathBuf> {
    let kept = cache.join(name);
    if !kept.is_dir() {
        fs::create_dir_all(&kept).ok()?;
        forget_others(cache, name);
    }
    Some(kept)
}

/// Another version's are of no use any more; a run that still reads them compiles for itself.
fn forget_others(cache: &Path, name: &str) {
    let entries = fs::read_dir(cache).into_iter().flatten().flatten();
    let others = entries.filter(|entry| entry.file_name() != name);
    for other in others.filter(|other| other.file_name().to_string_lossy().starts_with(PREFIX)) {
        // One that cannot be removed does no harm.
        fs::remove_dir_all(other.path()).ok();
    }
}

/// A name that changes with the probe.
fn name(probe: &Dir<'_>, layout: &str) -> String {
    let mut hasher = DefaultHasher::new();
    layout.hash(&mut hasher);
    emitter::BYTES.hash(&mut hasher);
    hash(probe, &mut hasher);
    format!("{PREFIX}{:016x}", hasher.finish())
}

fn hash(dir: &Dir<'_>, hasher: &mut DefaultHasher) {
    for file in dir.files() {
        file.path().hash(hasher);
        file.contents().hash(hasher);
    }
    dir.dirs().for_each(|dir| hash(dir, hasher));
}
