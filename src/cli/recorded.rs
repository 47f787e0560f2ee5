//! Recordings of lessons: they can be read, are of this lesson, and not older than its program.

use std::path::Path;

use crate::lesson::{Fault, Lesson, Source};
use crate::wire::recording::{self, Recording};

/// The recording's name in a lesson's folder.
const FILE: &str = "recording.forklore";

/// What is wrong with a lesson's recording, if it has one.
pub fn fault(lesson: &Lesson, source: &Source) -> Option<Fault> {
    let bytes = source.bytes(&lesson.id, FILE).ok().flatten()?;
    let path = format!("{}/{FILE}", lesson.id);
    let again = format!("forklore run {} --engine python --record {FILE}", lesson.id);
    let what = match recording::read_from(&bytes[..], Path::new(&path)) {
        Err(error) => error.both().en.into_owned(),
        Ok(recording) => unfit(&recording, lesson)?,
    };
    Some(Fault::new(path, what, format!("record it anew: {again}")))
}

/// Why a recording does not go with a lesson.
fn unfit(recording: &Recording, lesson: &Lesson) -> Option<String> {
    let header = &recording.header;
    if let Some(cut) = &recording.cut {
        return Some(cut.both().en.into_owned());
    }
    if header.program != lesson.id {
        return Some(format!("it is a recording of `{}`", header.program));
    }
    let program = lesson.program(header.variant.as_deref());
    let same = header.sources.get(&program.file).is_some_and(|text| *text == program.python);
    (!same).then(|| format!("it is older than {}: the program in it is another one", program.file))
}
