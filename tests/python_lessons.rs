//! Every lesson on CPython, in real processes: the same claims hold as on the native engine, and nothing is odd or lost.
//!
//! `cargo test` runs one interpreter; `cargo test --test python_lessons -- --ignored` all that can be found.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;
#[path = "support/interpreters.rs"]
mod interpreters;

use std::path::Path;

use forklore::lesson::check::runs::{Trial, prove};
use forklore::lesson::{Engine, Lesson, Source};
use forklore::lessons::TABLE;
use forklore::model::{Event, Kind};
use forklore::run::interpreter::Interpreter;

use binary::{answer, forklore};

/// What the real binary tells of a run.
fn run(lesson: &Lesson, trial: &Trial, python: &Path) -> Result<Vec<Event>, String> {
    let mut words = vec!["run", &lesson.id, "--json", "--python", python.to_str().unwrap()];
    words.extend(trial.variant.iter().flat_map(|variant| ["--variant", variant]));
    let answer = answer(&mut forklore(&words));
    let events = answer.out.lines().map(|line| serde_json::from_str(line).map_err(|error| format!("{error}: {line}")));
    let events: Vec<Event> = events.collect::<Result<_, _>>()?;
    match events.iter().find(|event| matches!(event.kind, Kind::Oddity | Kind::Lost)) {
        Some(odd) => Err(format!("{odd:?}")),
        None if events.is_empty() => Err(answer.err),
        None => Ok(events),
    }
}

fn bear_out(interpreter: &Interpreter) {
    let mut faults = Vec::new();
    for row in TABLE {
        let lesson = Lesson::load(&Source::Course, row.id).unwrap_or_else(|fault| panic!("\n{fault}"));
        faults.extend(prove(&lesson, &[Engine::Python], 1, &mut |trial| run(&lesson, trial, &interpreter.path)));
    }
    let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(said.is_empty(), "on {}\n{}", interpreter.title(), said.join("\n\n"));
}

#[test]
fn cpython_bears_every_lesson_out() {
    interpreters::some(bear_out);
}

#[test]
#[ignore = "slow: every lesson on every interpreter of this machine"]
fn every_cpython_bears_every_lesson_out() {
    interpreters::every(bear_out);
}
