//! A run without a screen: its events as lines of JSON or of text, and as a recording.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use crate::lesson::Lesson;
use crate::lesson::check::runs::Trial;
use crate::model::{Event, json};

use super::args;
use super::interrupt::interrupts;
use super::paper::Paper;
use super::plain::Plain;
use super::refusal::Refusal;
use super::setup::Setup;
use super::unattended::Unattended;

/// `forklore run LESSON` where there is no screen. 0: no claim is broken, 1: one is; 128 and more: ended by a signal.
pub fn run(args: &args::Run, lesson: &Lesson, trial: &Trial, setup: &Setup) -> Result<ExitCode, Refusal> {
    let interrupts = interrupts()?;
    let limit = Duration::from_secs_f64(args.time_limit);
    let run = Unattended::start(lesson, trial, args.seed, limit).map_err(|error| Refusal::machine(&error))?;
    let mut paper = Paper::standard();
    let mut plain = Plain::new(setup.lang);
    let outcome = run.heeding(interrupts).follow(&mut |events| {
        if args.json {
            as_json(events, &mut paper)?
        } else {
            plain.tell(events, &mut paper)?
        }
        paper.flush()?;
        Ok(!paper.is_deserted())
    })?;
    Ok(match outcome.interrupt {
        Some(interrupt) => interrupt.exit_code(),
        None if outcome.broken && !paper.is_deserted() => ExitCode::FAILURE,
        None => ExitCode::SUCCESS,
    })
}

fn as_json(events: &[Event], paper: &mut Paper) -> io::Result<()> {
    let mut lines = Vec::with_capacity(256 * events.len());
    for event in events {
        json::write_line(event, &mut lines);
        lines.push(b'\n');
    }
    paper.write_all(&lines)
}
