//! A command of the learner's own, to be watched.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

use super::watched;
use crate::wire::recording::Header;

/// Longest text of a script that is shown or recorded, in bytes.
const LONGEST: u64 = 256 * 1024;

/// A command of the learner's own.
#[derive(Clone, Debug)]
pub struct Command {
    /// The program.
    pub program: PathBuf,
    /// Its words as they were given, its name first.
    pub words: Vec<OsString>,
    /// The signals that it is to find ignored.
    pub ignored: Vec<i32>,
}

impl Command {
    /// This program with these words. To be asked before any handler of a signal is set: the program finds ignored what
    /// is ignored now.
    pub fn new(program: PathBuf, words: &[OsString]) -> Command {
        Command { program, words: words.to_vec(), ignored: watched::ignored() }
    }

    /// As it was typed.
    pub fn shown(&self) -> String {
        self.words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }

    /// The head of a recording of it, with the text of the scripts that it names.
    pub fn header(&self) -> Header {
        let mut header = Header::of(&self.shown(), "python");
        header.sources = self.scripts();
        header
    }

    /// The scripts among its words, by the names that events call them by.
    pub fn scripts(&self) -> BTreeMap<String, String> {
        let words = self.words.iter().skip(1).map(Path::new);
        let scripts = words.filter(|word| word.extension() == Some(OsStr::new("py")));
        scripts.filter_map(|word| Some((called(word), text(word)?))).collect()
    }
}

/// The text of a file, if it is a text and not too long to be shown.
pub fn text(file: &Path) -> Option<String> {
    let short = file.metadata().is_ok_and(|found| found.is_file() && found.len() <= LONGEST);
    short.then(|| std::fs::read_to_string(file).ok()).flatten()
}

/// How events call a file: from here, where it lies below; else its whole path (see `assets/probe`, `caller.py`).
fn called(file: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let mut whole = PathBuf::new();
    for part in here.join(file).components() {
        match part {
            Component::ParentDir => drop(whole.pop()),
            Component::CurDir => {}
            part => whole.push(part),
        }
    }
    whole.strip_prefix(&here).unwrap_or(&whole).to_string_lossy().into_owned()
}
