//! Real children: the engine runs programs of the tests' own, and what is told is held against what happened.
//!
//! The keeper is the binary that runs, so this one has no harness of Rust's: before it is a row of tests it may have to
//! be a keeper, or an engine that a test stops or kills. Every test waits for what it expects, and never for a time.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod clinging;
mod ending;
mod engine;
mod explored;
mod hostile;
mod kin;
mod limits;
mod pace;
mod play;
mod proc;
mod queues;
mod refused;
mod repeated;
mod statuses;
mod traced;
mod written;

#[path = "../support/schema.rs"]
#[allow(dead_code)]
mod schema;

use forklore::mp::{Exception, Run};
use forklore::run::keeper::{Program, become_keeper_if_asked};
use libtest_mimic::{Arguments, Trial};

/// What a program's first process does.
type Main = fn(&Run) -> Result<(), Exception>;

/// A file's programs, by name.
type Programs = &'static [(&'static str, Main)];

fn programs(name: &str, _: &str) -> Option<Program> {
    let all = [
        clinging::PROGRAMS,
        ending::PROGRAMS,
        explored::PROGRAMS,
        hostile::PROGRAMS,
        kin::PROGRAMS,
        limits::PROGRAMS,
        pace::PROGRAMS,
        queues::PROGRAMS,
        refused::PROGRAMS,
        repeated::PROGRAMS,
        statuses::PROGRAMS,
        written::PROGRAMS,
    ];
    let (_, main) = all.into_iter().flatten().find(|(known, _)| *known == name)?;
    Some(Program { main: *main, file: "children".into() })
}

/// A test that passes unless it panics.
fn test(name: &str, body: impl FnOnce() + Send + 'static) -> Trial {
    Trial::test(name, move || {
        body();
        Ok(())
    })
}

fn main() {
    become_keeper_if_asked(programs);
    engine::become_engine_if_asked();
    let tests = [
        clinging::tests(),
        ending::tests(),
        explored::tests(),
        hostile::tests(),
        kin::tests(),
        limits::tests(),
        pace::tests(),
        queues::tests(),
        refused::tests(),
        repeated::tests(),
        statuses::tests(),
        traced::tests(),
        written::tests(),
    ];
    libtest_mimic::run(&Arguments::from_args(), tests.into_iter().flatten().collect()).exit();
}
