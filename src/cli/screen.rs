//! The screen, from the command line: the course, a lesson, a recording; and a picture of a recording's screen.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use ratatui::layout::Rect;

use crate::app::{Setting, Wish};
use crate::export::svg;
use crate::lesson::Lesson;
use crate::model::Both;
use crate::run::Command;
use crate::tui::{self, Options, Start, picture};
use crate::ui::glyph::{ASCII, UNICODE};
use crate::ui::ink::Look;
use crate::ui::theme::{Depth, Ground, Theme};
use crate::wire::recording::{Cut, Recording};

use super::args;
use super::paper::Paper;
use super::refusal::Refusal;
use super::setup::Setup;
use super::trial::Asked;

/// Opens the course.
pub fn course(setup: &Setup) -> Result<ExitCode, Refusal> {
    show(setup, Start::Course, Aside::default())
}

/// Opens a lesson, ready to be run as it was asked for.
pub fn lesson(asked: Asked, args: &args::Run, setup: &Setup) -> Result<ExitCode, Refusal> {
    let mut wish = Wish::of(&asked.lesson, Some(asked.trial.engine));
    wish.variant = asked.trial.variant;
    wish.settings = asked.trial.settings;
    wish.seed = asked.seed;
    wish.order = asked.schedule;
    show(
        setup,
        Start::Lesson(Box::new(asked.lesson), Box::new(wish)),
        Aside { record: args.record.clone(), python: args.program.python.clone(), notice: None },
    )
}

/// Shows a program of the learner's own, and what its processes do.
pub fn watch(command: Command, args: &args::Watch, setup: &Setup) -> Result<ExitCode, Refusal> {
    let record = args.record.clone();
    let start = Start::Command { command: Box::new(command), step: args.step, until_finding: args.until.is_some() };
    show(setup, start, Aside { record, ..Aside::default() })
}

/// Opens a recording.
pub fn recording(recording: Recording, setup: &Setup) -> Result<ExitCode, Refusal> {
    let lesson = lesson_of(&recording, setup).map(Box::new);
    let notice = recording.cut.as_ref().map(Cut::both);
    let sources = recording.header.sources;
    show(setup, Start::Recording(Box::new(recording.log), lesson, sources), Aside { notice, ..Aside::default() })
}

/// Draws a recording's screen as SVG.
pub fn svg(recording: Recording, args: &args::Export, setup: &Setup, out: &mut Paper) -> Result<(), Refusal> {
    let size = Rect::new(0, 0, args.size.0, args.size.1);
    let theme = Theme::new(setup.theme.ground, Depth::True);
    let look = Look { lang: setup.lang, theme, glyphs: if setup.ascii { &ASCII } else { &UNICODE } };
    let lesson = lesson_of(&recording, setup);
    let buffer =
        picture::of_recording(recording.log, lesson, recording.header.sources, args.at, setting(setup), &look, size);
    let paint = if setup.theme.ground == Ground::Light { svg::Paint::light() } else { svg::Paint::dark() };
    out.write_all(svg::draw(&buffer, &paint).as_bytes())?;
    Ok(())
}

/// The lesson that a recording is of, where this build has it.
fn lesson_of(recording: &Recording, setup: &Setup) -> Option<Lesson> {
    Lesson::load(&setup.source, &recording.header.program).ok()
}

/// What goes beside that which is shown first.
#[derive(Default)]
struct Aside {
    record: Option<PathBuf>,
    python: Option<PathBuf>,
    notice: Option<Both>,
}

fn show(setup: &Setup, start: Start, aside: Aside) -> Result<ExitCode, Refusal> {
    let options = Options {
        setting: setting(setup),
        depth: setup.theme.depth,
        ascii: setup.ascii,
        source: setup.source.clone(),
        start,
        record: aside.record,
        python: aside.python,
        yes: setup.yes,
        notice: aside.notice.or_else(|| setup.notice.clone()),
    };
    Ok(tui::run(options)?)
}

fn setting(setup: &Setup) -> Setting {
    Setting {
        lang: setup.lang,
        ground: setup.theme.ground,
        engine: setup.preferences.engine,
        calm: setup.reduced_motion,
        ..Setting::default()
    }
}
