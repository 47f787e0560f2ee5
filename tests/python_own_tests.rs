//! CPython's own tests come out the same under `forklore watch` as without it.
//!
//! `cargo test --release --test python_own_tests -- --ignored --nocapture`: three runs of each on 3.13, about half an hour.
//! What fails watched and not alone is listed here, by name, with its reason; anything else fails.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Stdio};

use forklore::run::interpreter::Interpreter;

use binary::{directory, file, forklore};

const RUNS: usize = 3;
const VERSION: (u32, u32) = (3, 13);

const SUITES: &[&str] = &[
    "test.test_queue",
    "test.test_fork1",
    "test.test_wait4",
    "test.test_subprocess",
    "test.test_threading",
    "test.test_multiprocessing_fork.test_processes",
    "test.test_multiprocessing_fork.test_threads",
    "test.test_multiprocessing_fork.test_manager",
    "test.test_multiprocessing_fork.test_misc",
];

/// Tests that may come out otherwise when they are watched, and why.
const EXCEPTIONS: &[(&str, &str)] = &[(
    "test.test_subprocess.POSIXProcessTestCase.test_pass_fds_redirected",
    "its child lists its own descriptors, and one that is watched has the arena's at 700",
)];

/// What did not pass, by name; and how many tests there were.
struct Came {
    failed: BTreeSet<String>,
    count: usize,
}

fn run(mut command: Command, suite: &str) -> Came {
    let place = directory("own-tests");
    let told = place.join("came");
    command.arg(file("tests/own_tests.py")).args([suite]).arg(&told).stdin(Stdio::null()).current_dir(&place);
    let output = command.output().unwrap();
    let text = fs::read_to_string(told).unwrap_or_else(|_| panic!("{suite} did not come to its end: {output:?}"));
    let mut lines = text.lines();
    let count = lines.next().unwrap().parse().unwrap();
    Came { count, failed: lines.map(str::to_string).collect() }
}

#[test]
#[ignore = "slow: CPython's own tests, three times each with and without forklore"]
fn the_tests_of_cpython_come_out_the_same() {
    let interpreter = Interpreter::all().into_iter().find(|found| (found.version.0, found.version.1) == VERSION);
    let Some(interpreter) = interpreter.filter(has_tests) else {
        eprintln!("SKIPPED: no CPython 3.13 with its own tests");
        return;
    };
    let mut otherwise = Vec::new();
    for suite in SUITES {
        let runs = |make: &dyn Fn() -> Command| (0..RUNS).map(|_| run(make(), suite)).collect::<Vec<_>>();
        let alone = runs(&|| Command::new(&interpreter.path));
        let watched = runs(&|| {
            let mut command = forklore(&["watch", "--json", "--"]);
            command.arg(&interpreter.path);
            command
        });
        let by_itself: BTreeSet<&String> = alone.iter().flat_map(|came| &came.failed).collect();
        let counts: Vec<usize> = watched.iter().map(|came| came.count).collect();
        eprintln!("{suite}: {counts:?} tests watched, {} alone; fails by itself: {by_itself:?}", alone[0].count);
        for came in &watched {
            if came.count != alone[0].count {
                otherwise.push(format!("{suite}: {} tests instead of {}", came.count, alone[0].count));
            }
            let new = came.failed.iter().filter(|name| !by_itself.contains(name) && !is_excepted(name));
            otherwise.extend(new.map(|name| format!("{suite}: {name} fails only where it is watched")));
        }
    }
    assert!(otherwise.is_empty(), "on {}\n{}", interpreter.title(), otherwise.join("\n"));
}

fn has_tests(interpreter: &Interpreter) -> bool {
    let mut command = Command::new(&interpreter.path);
    command.args(["-c", "import test.test_queue"]).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn is_excepted(name: &str) -> bool {
    let found = EXCEPTIONS.iter().find(|(excepted, _)| *excepted == name);
    found.iter().for_each(|(name, why)| eprintln!("{name} came out otherwise, as expected: {why}"));
    found.is_some()
}
