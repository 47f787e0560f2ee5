//! What is kept from run to run: the probe and what it grafts, compiled, in the user's directory for caches.
//!
//! Interpreters write it when they first need it; without it every one of them compiles everything anew, some 40 ms.

use std::cmp::Reverse;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use include_dir::Dir;

use super::emitter;

const PREFIX: &str = "probe-";
/// How many other versions may have theirs here: several may be in use at once.
const OTHERS: usize = 7;

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

/// Those of old versions are of no use any more; a run that still reads them compiles for itself.
fn forget_others(cache: &Path, name: &str) {
    let entries = fs::read_dir(cache).into_iter().flatten().flatten();
    let is_other =
        |entry: &fs::DirEntry| entry.file_name() != name && entry.file_name().to_string_lossy().starts_with(PREFIX);
    let changed = |entry: &fs::DirEntry| entry.metadata().and_then(|data| data.modified()).ok();
    let mut others: Vec<_> = entries.filter(is_other).collect();
    others.sort_by_cached_key(|other| Reverse(changed(other)));
    for other in others.into_iter().skip(OTHERS) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_versions_stay_until_they_are_many() {
        let cache = std::env::temp_dir().join(format!("forklore-kept-{}", std::process::id()));
        fs::create_dir(&cache).unwrap();
        fs::create_dir(cache.join("not-ours")).unwrap();
        for version in 0..OTHERS + 3 {
            ready(&cache, &format!("{PREFIX}{version}")).unwrap();
        }
        let is_there = |version: usize| cache.join(format!("{PREFIX}{version}")).is_dir();
        let kept = (0..OTHERS + 3).filter(|version| is_there(*version)).count();
        assert!(is_there(OTHERS + 2), "the one in use");
        assert_eq!((kept, cache.join("not-ours").is_dir()), (OTHERS + 1, true));
        fs::remove_dir_all(cache).unwrap();
    }
}
