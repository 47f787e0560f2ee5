//! Processes: what a child of a lesson costs, from fork to the parent's wait; and how large the binary is.
//!
//! `cargo bench --bench processes`. Beside it: the same in a small static C program, and starting the binary again.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on may panic")]

mod bare;
mod ratio;
mod trial;

use std::process::{Command, Stdio};

use forklore::model::Kind;
use forklore::mp::{self, Exception, Run};
use forklore::run::keeper::{Program, become_keeper_if_asked};
use forklore::run::{self, Feed};
use ratio::{Ratio, seconds_each};

const CHILDREN: u32 = 200;
const MICRO: (&str, f64) = ("µs", 1e-6);
const FORKLORE: &str = env!("CARGO_BIN_EXE_forklore");

fn main() {
    become_keeper_if_asked(|_, _| Some(Program { main: forks, file: "processes".into() }));
    if let Some(program) = bare::compiled() {
        Ratio::of(30, lesson, || bare::seconds(&program, CHILDREN, 0)).print(
            "a child of a lesson against one of a small static program",
            MICRO,
            "2",
        );
    }
    Ratio::of(30, || seconds_each(20, || (0..20).for_each(|_| again())), lesson).print(
        "starting the binary again against a child of a lesson",
        MICRO,
        "at least 7",
    );
    let bytes = std::fs::metadata(FORKLORE).unwrap().len();
    println!("binary: {:.1} MB   (reach: 8 MB)", bytes as f64 / 1e6);
}

fn forks(_: &Run) -> Result<(), Exception> {
    for _ in 0..CHILDREN {
        if mp::fork()? == 0 {
            mp::os_exit(0);
        }
        mp::wait()?;
    }
    Ok(())
}

/// Seconds for each child of a run, by its events.
fn lesson() -> f64 {
    let run = run::start(trial::request("forks")).unwrap();
    let mut times = Vec::new();
    while let Ok(Feed::Events(events)) = run.feed.recv() {
        let own = events.iter().filter(|event| matches!(event.kind, Kind::ProcessFork | Kind::ProcessWait));
        times.extend(own.map(|event| event.t));
    }
    (times[times.len() - 1] - times[0]) as f64 * 1e-9 / f64::from(CHILDREN)
}

/// The binary as a keeper that was given nothing to keep: it ends at once.
fn again() {
    let mut command = Command::new(FORKLORE);
    let _ = command.arg(run::keeper::KEEPER).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
}
