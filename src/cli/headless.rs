//! A run without a screen: its events as lines of JSON or of text, and as a recording.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use crate::model::Event;
use crate::model::json::Pen;
use crate::run::Tape;
use crate::run::replay::label;
use crate::wire::recording::Recording;

use super::args;
use super::interrupt::interrupts;
use super::paper::Paper;
use super::plain::Plain;
use super::refusal::Refusal;
use super::setup::Setup;
use super::trial::Asked;
use super::unattended::Unattended;

/// `forklore run LESSON` where there is no screen. 0: no claim is broken, 1: one is; 128 and more: ended by a signal.
pub fn run(args: &args::Run, asked: &Asked, setup: &Setup) -> Result<ExitCode, Refusal> {
    if let Some(recording) = &asked.recording {
        return replay(args, recording, setup);
    }
    let interrupts = interrupts().map_err(|error| Refusal::machine(&error.into()))?;
    let mut tape = args.record.as_deref().map(|path| tape(path, asked)).transpose()?;
    let limit = Duration::from_secs_f64(args.time_limit);
    let run = Unattended::start(asked, limit).map_err(|error| Refusal::machine(&error))?;
    let mut paper = Paper::standard();
    let mut plain = Plain::new(setup.lang);
    let outcome = run.heeding(interrupts).follow(&mut |events| {
        tape.iter_mut().for_each(|tape| tape.keep(events));
        if args.json {
            as_json(events, &mut paper)?
        } else {
            plain.tell(events, &mut paper)?
        }
        paper.flush()?;
        Ok(!paper.is_deserted())
    })?;
    tape.iter_mut().try_for_each(finish)?;
    if let (Some(misfit), Some(schedule)) = (&outcome.misfit, &asked.schedule) {
        return Err(misfit.sentence(schedule, &outcome.log).into());
    }
    Ok(match outcome.interrupt {
        Some(interrupt) => interrupt.exit_code(),
        None if outcome.broken && !paper.is_deserted() => ExitCode::FAILURE,
        None => ExitCode::SUCCESS,
    })
}

/// The lines of a recording, and beside them, that it is one.
fn replay(args: &args::Run, recording: &Recording, setup: &Setup) -> Result<ExitCode, Refusal> {
    let mut paper = Paper::standard();
    writeln!(io::stderr(), "forklore: {}", label(recording).get(setup.lang))?;
    if args.json {
        as_json(recording.log.events(), &mut paper)?;
    } else {
        Plain::new(setup.lang).tell(recording.log.events(), &mut paper)?;
    }
    paper.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn tape(path: &Path, asked: &Asked) -> Result<Tape, Refusal> {
    Tape::begin(path, &asked.lesson, &asked.trial).map_err(|error| Refusal::file(path, error))
}

fn finish(tape: &mut Tape) -> Result<(), Refusal> {
    tape.end().map_err(|error| Refusal::file(tape.path(), error))
}

fn as_json(events: &[Event], paper: &mut Paper) -> io::Result<()> {
    let (mut pen, mut lines) = (Pen::default(), Vec::with_capacity(256 * events.len()));
    events.iter().for_each(|event| pen.line(event, &mut lines));
    paper.write_all(&lines)
}
