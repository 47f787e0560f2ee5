//! Trust: which lessons of one's own may run. Their programs do on this machine whatever the learner could do.
//!
//! The first time somebody is asked; the answer is remembered by what stands in the folder, so that a lesson that has
//! been changed is asked about again. The course in this binary needs no leave.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::store::{self, Found};
use super::{Lesson, Source};

/// The file's name in the state directory.
pub const FILE: &str = "trusted.json";

/// What was allowed: the digest of each folder, and the name by which it was known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
struct Allowed(BTreeMap<String, String>);

/// Whether a lesson may run without asking: it is of the course, the same as in the course, or was allowed as it is.
pub fn is_allowed(source: &Source, id: &str) -> bool {
    *source == Source::Course
        || is_of_the_course(source, id)
        || store::state_dir().is_some_and(|dir| allowed_in(&dir, source, id))
}

/// Remembers that a lesson may run as it is now.
///
/// # Errors
/// If its folder cannot be read or the state directory cannot be written: then it will be asked about again.
pub fn remember(source: &Source, id: &str) -> io::Result<()> {
    store::state_dir().map_or(Ok(()), |dir| remember_in(&dir, source, id))
}

/// The digest of all that stands in a lesson's folder: names, lengths and bytes of its files.
///
/// # Errors
/// If the folder or one of its files cannot be read.
pub fn digest(source: &Source, id: &str) -> io::Result<String> {
    let mut sum = Sha256::new();
    for file in source.files(id)? {
        let bytes = source.bytes(id, &file)?.unwrap_or_default();
        sum.update((file.len() as u64).to_le_bytes());
        sum.update(file.as_bytes());
        sum.update((bytes.len() as u64).to_le_bytes());
        sum.update(&bytes);
    }
    Ok(sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn is_of_the_course(source: &Source, id: &str) -> bool {
    let programs = |source: &Source| Lesson::load(source, id).ok().map(|lesson| lesson.programs);
    programs(source).is_some_and(|own| programs(&Source::Course) == Some(own))
        && source.files(id).ok() == Source::Course.files(id).ok()
}

fn allowed_in(dir: &Path, source: &Source, id: &str) -> bool {
    digest(source, id).is_ok_and(|digest| load(dir).value.0.contains_key(&digest))
}

fn remember_in(dir: &Path, source: &Source, id: &str) -> io::Result<()> {
    let mut allowed = load(dir).value;
    allowed.0.insert(digest(source, id)?, id.to_string());
    let text = serde_json::to_string_pretty(&allowed)?;
    store::write(&dir.join(FILE), &(text + "\n"))
}

fn load(dir: &Path) -> Found<Allowed> {
    store::read(&dir.join(FILE), |text| serde_json::from_str(text).map_err(|error| error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_lesson_is_asked_about_once_and_again_when_a_letter_of_it_is_changed() {
        let root = std::env::temp_dir().join(format!("forklore-trust-{}", std::process::id()));
        let (lesson, state) = (root.join("lessons/mine"), root.join("state"));
        fs::create_dir_all(&lesson).unwrap_or_else(|error| panic!("{error}"));
        let write =
            |file: &str, text: &str| fs::write(lesson.join(file), text).unwrap_or_else(|error| panic!("{error}"));
        write("lesson.toml", "chapter = 1\n");
        write("program.py", "print('A')\n");
        let source = Source::Directory(root.join("lessons"));
        assert!(!allowed_in(&state, &source, "mine"));
        remember_in(&state, &source, "mine").unwrap_or_else(|error| panic!("{error}"));
        assert!(allowed_in(&state, &source, "mine"));
        write("program.py", "print('B')\n");
        assert!(!allowed_in(&state, &source, "mine"), "another program");
        write("program.py", "print('A')\n");
        assert!(allowed_in(&state, &source, "mine"));
        write("helper.py", "");
        assert!(!allowed_in(&state, &source, "mine"), "one file more, which the program might import");
        fs::remove_dir_all(&root).unwrap_or_else(|error| panic!("{error}"));
    }

    #[test]
    fn the_course_is_never_asked_about() {
        assert!(is_allowed(&Source::Course, "fork"));
        let folders = Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons");
        assert!(is_allowed(&Source::Directory(folders), "fork"), "its folders are the same");
    }
}
