//! The tape: the recording that `--record` makes beside what is printed. If its disk is full, the run goes on without it.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::model::Event;
use crate::wire::recording::{Header, Recorder};

use super::refusal::Refusal;
use super::trial::Asked;

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
    /// A recording in this file, if one was asked for.
    pub fn begin(path: Option<&Path>, asked: &Asked) -> Result<Tape, Refusal> {
        let Some(path) = path else { return Ok(Tape::default()) };
        let recorder = Recorder::create(path, &header(asked)).map_err(|error| Refusal::file(path, error))?;
        Ok(Tape { path: path.into(), recorder: Some(recorder), ..Tape::default() })
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

    /// Ends the recording; refuses if part of it could not be written.
    pub fn end(mut self) -> Result<(), Refusal> {
        let finished = self.recorder.take().map_or(Ok(()), |recorder| recorder.finish().map(drop));
        match self.failure.map_or(finished, Err) {
            Ok(()) => Ok(()),
            Err(error) => Err(Refusal::file(&self.path, error)),
        }
    }
}

/// What it is a recording of, with the texts that its lines point into.
pub fn header(asked: &Asked) -> Header {
    let (lesson, trial) = (&asked.lesson, &asked.trial);
    let mut header = Header::of(&lesson.id, trial.engine.as_str());
    let program = lesson.program(trial.variant.as_deref());
    header.variant = trial.variant.clone();
    header.title = Some(lesson.head.title.clone());
    header.sources.insert(program.file.clone(), trial.settings.into_program(&program.python));
    header
}
