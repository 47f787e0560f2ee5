//! The tape: the recording that is made of a run while it goes on. If its disk is full, the run goes on without it.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::command::Command;
use crate::lesson::Lesson;
use crate::lesson::check::runs::Trial;
use crate::model::Event;
use crate::wire::recording::{Header, Recorder};

/// A recording in the making, or none.
#[derive(Default)]
pub struct Tape {
    path: PathBuf,
    recorder: Option<Recorder>,
    flushed: Option<Instant>,
    failure: Option<io::Error>,
}

/// How much time of a run may be missing from a recording whose writer was killed.
const AT_RISK: Duration = Duration::from_millis(250);

impl Tape {
    /// A recording of this run in this file; what stood there is gone.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn begin(path: &Path, lesson: &Lesson, trial: &Trial) -> io::Result<Tape> {
        Tape::of(path, &header(lesson, trial))
    }

    /// A recording of a program of the learner's own.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn of_command(path: &Path, command: &Command) -> io::Result<Tape> {
        Tape::of(path, &command.header())
    }

    /// A recording under this header.
    ///
    /// # Errors
    /// If the file cannot be written.
    fn of(path: &Path, header: &Header) -> io::Result<Tape> {
        let recorder = Recorder::create(path, header)?;
        Ok(Tape { path: path.into(), recorder: Some(recorder), ..Tape::default() })
    }

    /// Where it is kept.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps these events.
    pub fn keep(&mut self, events: &[Event]) {
        if let Err(error) = self.write(events) {
            self.recorder = None;
            self.failure = Some(error);
        }
    }

    fn write(&mut self, events: &[Event]) -> io::Result<()> {
        let Some(recorder) = &mut self.recorder else { return Ok(()) };
        events.iter().try_for_each(|event| recorder.event(event))?;
        if self.flushed.is_none_or(|flushed| flushed.elapsed() > AT_RISK) {
            self.flushed = Some(Instant::now());
            recorder.flush()?;
        }
        Ok(())
    }

    /// Ends the recording.
    ///
    /// # Errors
    /// If part of it could not be written.
    pub fn end(&mut self) -> io::Result<()> {
        let finished = self.recorder.take().map_or(Ok(()), |recorder| recorder.finish().map(drop));
        self.failure.take().map_or(finished, Err)
    }
}

/// What it is a recording of, with the text that its lines point into.
fn header(lesson: &Lesson, trial: &Trial) -> Header {
    let program = lesson.program(trial.variant.as_deref());
    let mut header = Header::of(&lesson.id, trial.engine.as_str());
    header.variant = trial.variant.clone();
    header.title = Some(lesson.head.title.clone());
    header.sources.insert(program.file.clone(), trial.settings.into_program(&program.python));
    header
}
