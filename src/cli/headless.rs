//! A run without a screen: its events as lines of JSON.

use std::io::Write;
use std::process::ExitCode;

use crate::lesson::{Lesson, Source};
use crate::run::{self, Feed, Request};

use super::args;

/// `forklore run LESSON --json`.
pub fn run(args: &args::Run) -> ExitCode {
    let lesson = match Lesson::load(&Source::Course, &args.lesson) {
        Ok(lesson) => lesson,
        Err(fault) => {
            eprintln!("{fault}");
            return ExitCode::from(2);
        }
    };
    let mut settings = lesson.settings(args.variant.as_deref());
    for assignment in &args.set {
        if let Err(error) = settings.set(&lesson.knobs, assignment) {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    }
    let run = Request::native(&lesson, args.variant.as_deref(), &settings, args.seed).and_then(run::start);
    let run = match run {
        Ok(run) => run,
        Err(error) => {
            eprintln!("{error:#}");
            return ExitCode::from(2);
        }
    };
    let mut out = std::io::BufWriter::new(std::io::stdout());
    for feed in &run.feed {
        match feed {
            Feed::Events(events) => {
                for event in events {
                    let Ok(line) = serde_json::to_string(&event) else { continue };
                    if writeln!(out, "{line}").is_err() {
                        return ExitCode::SUCCESS;
                    }
                }
                let _ = out.flush();
            }
            Feed::Ended => break,
            Feed::Choice(_) | Feed::Misfit { .. } => {}
        }
    }
    ExitCode::SUCCESS
}
