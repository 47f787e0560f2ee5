//! A recording, opened from the command line: shown without a screen, or turned into another format.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use crate::export;
use crate::wire::recording::{self, Recording};

use super::args::{self, Format};
use super::paper::Paper;
use super::refusal::Refusal;
use super::screen;
use super::setup::{Setup, has_screen};

/// `forklore open FILE`: on screen; where there is none, its text.
pub fn open(args: &args::Open, setup: &Setup) -> Result<ExitCode, Refusal> {
    let recording = read(&args.file)?;
    let whole = whole(&recording);
    if has_screen() {
        return screen::recording(recording, setup).and(whole);
    }
    let mut paper = Paper::standard();
    export::text::write(&recording.log, setup.lang, &mut paper)?;
    paper.flush()?;
    whole
}

/// `forklore export FILE --to FORMAT`.
pub fn export(args: &args::Export, setup: &Setup) -> Result<ExitCode, Refusal> {
    let recording = read(&args.file)?;
    let mut paper = match &args.output {
        None => Paper::standard(),
        Some(path) => Paper::file(path).map_err(|error| Refusal::file(path, error))?,
    };
    let whole = whole(&recording);
    match args.to {
        Format::Ndjson => export::ndjson::write(&recording.log, &mut paper)?,
        Format::Text => export::text::write(&recording.log, setup.lang, &mut paper)?,
        Format::Trace => export::trace::write(&recording.log, setup.lang, &mut paper)?,
        Format::Svg => screen::svg(recording, args, setup, &mut paper)?,
    }
    paper.flush()?;
    whole
}

/// Reads a recording; one that was cut is read up to there.
pub fn read(path: &Path) -> Result<Recording, Refusal> {
    recording::read(path).map_err(|error| Refusal(error.both()))
}

/// A cut is bad input, although all before it has been shown.
fn whole(recording: &Recording) -> Result<ExitCode, Refusal> {
    recording.cut.as_ref().map_or(Ok(ExitCode::SUCCESS), |cut| Err(Refusal(cut.both())))
}
