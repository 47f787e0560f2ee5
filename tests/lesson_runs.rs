//! Every lesson, in real processes: its claims hold, its variants break what they say, its moments come.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::process::Command;

use assert_cmd::cargo::CommandCargoExt;
use forklore::lesson::check::runs::{Trial, prove, trials};
use forklore::lesson::{Engine, Lesson, Source};
use forklore::lessons::TABLE;
use forklore::model::Event;

/// What the real binary tells of a run.
fn run(lesson: &Lesson, trial: &Trial) -> Result<Vec<Event>, String> {
    let mut command = Command::cargo_bin("forklore").map_err(|error| error.to_string())?;
    command.args(["run", &lesson.id, "--json"]);
    if let Some(variant) = &trial.variant {
        command.args(["--variant", variant]);
    }
    let output = command.output().map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(|line| serde_json::from_str(line).map_err(|error| format!("{error}: {line}"))).collect()
}

#[test]
fn native_runs_bear_every_lesson_out() {
    let mut faults = Vec::new();
    for row in TABLE.iter().filter(|row| !row.programs.is_empty()) {
        let lesson = Lesson::load(&Source::Course, row.id).unwrap_or_else(|fault| panic!("\n{fault}"));
        faults.extend(prove(&lesson, &[Engine::Native], 2, &mut |trial| run(&lesson, trial)));
    }
    let said: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(said.is_empty(), "\n{}", said.join("\n\n"));
}

/// What is not so is found: the same real runs, held against other claims.
#[test]
fn a_wrong_lesson_is_not_borne_out() {
    let mut lesson = Lesson::load(&Source::Course, "fork").unwrap_or_else(|fault| panic!("\n{fault}"));
    lesson.variants[0].breaks = vec!["raises".into()];
    lesson.variants[0].ends = Some("hang".into());
    lesson.claims[2].check = lesson.claims.iter().find(|claim| claim.id == "nobody").unwrap().check.clone();
    lesson.moments.retain(|moment| moment.id == "born");
    lesson.moments[0].on = forklore::lesson::Pattern::of(forklore::model::Kind::PoolTask);
    let faults = prove(&lesson, &[Engine::Native], 1, &mut |trial| run(&lesson, trial));
    let said: Vec<&str> = faults.iter().map(|fault| fault.what.as_str()).collect();
    assert_eq!(
        said,
        [
            "the claim `once` is broken",
            "the question `lines` is not decided as it says",
            "the claim `raises` was not broken",
            "a run ended by done, not by hang",
            "the moment `born` never came in any run",
        ]
    );
}

#[test]
fn a_run_that_cannot_be_made_is_told() {
    let lesson = Lesson::load(&Source::Course, "fork").unwrap_or_else(|fault| panic!("\n{fault}"));
    assert_eq!(trials(&lesson, &[Engine::Native]).len(), 2);
    let faults = prove(&lesson, &[Engine::Native, Engine::Python], 1, &mut |_| Err("no such thing".into()));
    assert_eq!(faults[0].what, "it could not be run: no such thing");
}
