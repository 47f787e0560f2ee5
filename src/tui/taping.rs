//! Taping: what `--record` keeps of the runs on screen. One file, one run: the latest.

use std::io;
use std::path::PathBuf;

use crate::lesson::Lesson;
use crate::lesson::check::runs::Trial;
use crate::lesson::conclusion::Conclusion;
use crate::model::{Both, Event, Kind, Log, Retold};
use crate::run::{Command, Tape};

/// Keeps runs in a file, if one was named.
#[derive(Default)]
pub(super) struct Taping {
    path: Option<PathBuf>,
    current: Option<Current>,
}

/// The run that is being kept.
struct Current {
    tape: Tape,
    of: Of,
}

/// What it is a run of.
enum Of {
    /// A lesson. Its log is kept: what it ends with is judged from it.
    Lesson(Box<(Log, Lesson, Trial)>),
    /// A program of the learner's own, which may never end: what is found is kept where it is found.
    Command(Box<Retold>),
}

impl Taping {
    /// Keeps runs in this file.
    pub fn into(path: Option<PathBuf>) -> Taping {
        Taping { path, current: None }
    }

    /// A run begins.
    pub fn begin(&mut self, lesson: &Lesson, trial: Trial) -> Result<(), Both> {
        let Some(path) = &self.path else { return Ok(()) };
        let tape = Tape::begin(path, lesson, &trial).map_err(|error| unwritten(path, &error))?;
        self.current = Some(Current { tape, of: Of::Lesson(Box::new((Log::new(), lesson.clone(), trial))) });
        Ok(())
    }

    /// A run of a program of the learner's own begins.
    pub fn begin_command(&mut self, command: &Command) -> Result<(), Both> {
        let Some(path) = &self.path else { return Ok(()) };
        let tape = Tape::of_command(path, command).map_err(|error| unwritten(path, &error))?;
        self.current = Some(Current { tape, of: Of::Command(Box::default()) });
        Ok(())
    }

    /// It has told something.
    pub fn told(&mut self, events: &[Event]) {
        let Some(current) = &mut self.current else { return };
        match &mut current.of {
            Of::Command(retold) => current.tape.keep(&retold.with(events.to_vec())),
            Of::Lesson(judged) => {
                judged.0.extend(events.iter().cloned());
                current.tape.keep(match events.split_last() {
                    Some((last, before)) if last.kind == Kind::RunEnd => before,
                    _ => events,
                });
            }
        }
    }

    /// It is over: what was found and judged is kept too. What could not be kept is said.
    pub fn end(&mut self) -> Option<Both> {
        let Current { mut tape, of } = self.current.take()?;
        if let Of::Lesson(judged) = of {
            let (log, lesson, trial) = *judged;
            tape.keep(&Conclusion::of(&log, &lesson, &trial).events);
        }
        tape.end().err().map(|error| unwritten(tape.path(), &error))
    }
}

fn unwritten(path: &std::path::Path, error: &io::Error) -> Both {
    let path = path.display();
    Both::new(
        format!("{path}: {error}; the recording is not whole, give it another place"),
        format!("{path}：{error}；录制不完整，请换一个位置"),
    )
}
