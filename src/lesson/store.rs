//! The store: small files of ours that outlive the program, read whole and written whole.
//!
//! Never fatal: a file that is broken or cannot be read is set aside under another name, never written over, and what
//! cannot be written is told and forgotten.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::model::Both;

/// What was found in a file, and what to tell of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found<T> {
    /// What stood there; the default where nothing did.
    pub value: T,
    /// What was wrong, in a sentence.
    pub notice: Option<Both>,
}

/// `~/.local/state/forklore`, or where XDG says; `None` if there is no home.
pub fn state_dir() -> Option<PathBuf> {
    etcetera::choose_base_strategy().ok()?.state_dir().map(|dir| dir.join("forklore"))
}

/// `~/.config/forklore`, or where XDG says.
pub fn config_dir() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.config_dir().join("forklore"))
}

/// Reads a file. A broken one is renamed to `NAME.broken`.
pub fn read<T: Default>(path: &Path, parse: impl Fn(&str) -> Result<T, String>) -> Found<T> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if is_absent(&error) => return Found::default(),
        Err(error) => return Found { value: T::default(), notice: Some(set_aside(path, &error.to_string())) },
    };
    let text = String::from_utf8(bytes).map_err(|_| "not UTF-8".to_string());
    match text.and_then(|text| parse(&text)) {
        Ok(value) => Found { value, notice: None },
        Err(why) => Found { value: T::default(), notice: Some(set_aside(path, &why)) },
    }
}

/// Nothing is there, or what should be a directory is none: the latter is told when something is to be written.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Writes a file whole: beside it first, then in its place, so that no half of it is ever seen.
///
/// # Errors
/// If the directory cannot be made or written: say so once, and go on.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    path.parent().map(fs::create_dir_all).transpose()?;
    let beside = path.with_extension(format!("new-{}", std::process::id()));
    let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // Nothing to do if even this fails: the disk is full or read-only.
        fs::remove_file(&beside).ok();
    }
    written
}

/// A name beside it that nothing has: an earlier one that was set aside stays.
fn beside(path: &Path) -> PathBuf {
    let first = PathBuf::from(format!("{}.broken", path.display()));
    let others = (2..1000).map(|number| PathBuf::from(format!("{}.broken-{number}", path.display())));
    let is_free = |path: &PathBuf| path.symlink_metadata().is_err();
    std::iter::once(first.clone()).chain(others).find(is_free).unwrap_or(first)
}

fn set_aside(path: &Path, why: &str) -> Both {
    let aside = beside(path);
    let renamed = fs::rename(path, &aside);
    let (path, kept) = (path.display(), aside.display());
    match renamed {
        Ok(()) => Both::new(
            format!("{path} could not be read ({why}); it is kept as {kept}, and we start afresh"),
            format!("{path} 无法读取（{why}）；原文件保留为 {kept}，现在从头开始"),
        ),
        Err(_) => Both::new(
            format!("{path} cannot be read ({why}) and not be moved; starting afresh"),
            format!("{path} 无法读取（{why}），也无法移走；现在从头开始"),
        ),
    }
}
