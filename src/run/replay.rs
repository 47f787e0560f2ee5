//! A replay: where no interpreter is found, a lesson that only CPython can show plays the recording it brings along.

use std::path::Path;

use crate::lesson::{Engine, Lesson, Source};
use crate::model::tongue::both;
use crate::model::{Both, Field};
use crate::wire::recording::{Recording, read_from};

/// The recording that a lesson brings along, of its own program with its knobs as they stand there; `None` if it has
/// none, or can do without.
pub fn recording_of(source: &Source, lesson: &Lesson, variant: Option<&str>) -> Option<Recording> {
    if variant.is_some() || lesson.head.engines.contains(&Engine::Native) {
        return None;
    }
    let file = "recording.forklore";
    let bytes = source.bytes(&lesson.id, file).ok()??;
    read_from(&*bytes, Path::new(file)).ok()
}

/// What has to be said beside it.
pub fn label(recording: &Recording) -> Both {
    let version = recording.log.events().first().and_then(|start| start.text(Field::Version)).unwrap_or("?");
    both!(
        "No CPython was found here: this is a recording of a run on CPython {version}. `forklore doctor` says what is missing.",
        "这里没有找到 CPython：以下是在 CPython {version} 上运行时留下的录像。缺什么，可以用 `forklore doctor` 查看。"
    )
}
