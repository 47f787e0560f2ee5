//! What is found in a watched program: each finding from a small program that has it, named with who, where and what.
//!
//! `cargo test` tries one interpreter; `cargo test --test python_findings -- --ignored` all of them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;
#[path = "support/interpreters.rs"]
mod interpreters;
#[path = "support/python.rs"]
mod python;

use python::{every_cpython, some_cpython, watch, watch_until_finding};
use serde_json::json;

fn an_item_that_cannot_be_pickled_is_named(python: &str) {
    let told = watch(python, "item_unpicklable", "fork");
    let sentence = told.finding("unpicklable");
    assert!(sentence.contains("which main has put into q, cannot be pickled (TypeError)"), "{sentence}");
}

fn a_reader_killed_in_get_is_named(python: &str) {
    let sentence = watch(python, "reader_killed", "fork").finding("turn_died");
    assert!(
        sentence.contains("first was ended in the middle of get and took the turn to read q with it"),
        "{sentence}"
    );
}

fn a_daemon_killed_in_its_work_is_named(python: &str) {
    let told = watch(python, "daemon_killed", "fork");
    let sentence = told.finding("daemon_killed");
    assert!(sentence.contains("its daemon logger is ended by SIGTERM in the middle of its work"), "{sentence}");
    let stood = &told.of("finding").with("id", "daemon_killed").only()["stood"][0];
    assert!(stood["actor"] == "logger" && [6, 7].contains(&stood["line"].as_i64().unwrap()), "{stood}");
}

fn a_child_that_nobody_joins_is_named(python: &str) {
    let told = watch(python, "never_joined", "fork");
    let all = told.of("finding").with("id", "never_joined").all();
    assert!(!all.is_empty() && all.iter().all(|found| found["actors"][0] == "main"), "{}", told.text());
}

fn what_goes_wrong_with_a_pool_is_named(python: &str) {
    let told = watch(python, "pool_findings", "fork");
    let sentence = told.finding("never_asked");
    assert!(sentence.contains("what failed in quiet, task 0 (ValueError)"), "{sentence}");
    let sentence = told.finding("worker_died");
    assert!(sentence.contains("in the middle of task 0 of deadly (status -9, SIGKILL)"), "{sentence}");
    let thrown = told.of("finding").with("id", "thrown_away").all();
    assert!(thrown.iter().any(|found| found["objects"][0] == "left"), "{}", told.text());
}

fn a_join_before_the_queue_is_drained_is_named_before_it_hangs(python: &str) {
    let sentence = watch(python, "joined_too_early", "fork").finding("joined_before_drained");
    assert!(sentence.contains("main joins producer before q is drained"), "{sentence}");
}

/// Each hang with who waits for what, where: actors, process ids, objects and lines.
fn a_hang_is_named_with_everybody_in_it(python: &str) {
    for (script, actors, lines, objects) in [
        ("two_locks", vec!["take", "take-2"], vec![8, 8], vec!["a", "b"]),
        ("join_before_drain", vec!["main", "produce", "produce/feeder"], vec![12], vec!["q"]),
        ("killed_worker", vec!["main"], vec![15], vec!["pool"]),
        ("no_thread_left", vec!["main/worker"], vec![9], vec!["pool"]),
    ] {
        let told = watch_until_finding(python, &format!("hangs/{script}"));
        let found = told.of("finding").with("id", "nobody_can_move").only();
        let stood = found["stood"].as_array().unwrap();
        let mut names: Vec<&str> = stood.iter().map(|stand| stand["actor"].as_str().unwrap()).collect();
        names.sort_unstable();
        assert_eq!(names, actors, "{script}\n{}", told.text());
        assert!(stood.iter().all(|stand| stand["pid"].as_u64() > Some(1)), "{script}: {found}");
        let places: Vec<u64> = stood.iter().filter_map(|stand| stand["line"].as_u64()).collect();
        assert!(lines.iter().all(|line| places.contains(line)), "{script}: {found}");
        let about = &found["objects"];
        assert!(objects.iter().all(|name| about.as_array().unwrap().iter().any(|object| object == name)), "{found}");
        let waits = found["waits"].as_array().unwrap();
        assert!(waits.iter().any(|wait| wait["actor"] == "main"), "{script}: {found}");
        let stop = told.of("run.stop").only();
        assert!(stop["reason"] == "stopped" && stop["n"].as_u64() > found["n"].as_u64(), "{script}: {stop}");
        let ends = told.of("process.exit").all();
        // Who learns of another's end before its own has come may still say a last word itself.
        let mut later = ends.iter().filter(|end| end["n"].as_u64() > stop["n"].as_u64());
        assert!(
            stop["count"].as_u64() > Some(0) && later.clone().any(|end| end["by"] == "forklore"),
            "{script}: {ends:?}"
        );
        assert!(later.all(|end| end["by"] != "kernel"), "{script}: {ends:?}");
    }
}

/// A program that writes more than the pipe holds, to a parent that only waits for its end.
fn a_pipe_that_nobody_reads_while_its_writer_is_waited_for_is_a_circle(python: &str) {
    let hang = watch_until_finding(python, "hangs/full_pipe").finding("nobody_can_move");
    assert!(hang.contains(".stdout, and only main could read at the other end. That is a circle."), "{hang}");
}

fn a_task_that_waits_for_one_that_nobody_is_left_to_begin_is_named(python: &str) {
    let hang = watch_until_finding(python, "hangs/no_thread_left").finding("nobody_can_move");
    assert!(hang.contains("waits for a result of pool, and no worker is left to begin task 1"), "{hang}");
}

/// The dead worker is named on its own too, with the task that went with it.
fn a_killed_worker_is_named_before_whoever_waits_for_it(python: &str) {
    let told = watch_until_finding(python, "hangs/killed_worker");
    let sentence = told.finding("worker_died");
    assert!(sentence.contains("worker has ended in the middle of task 0 of pool"), "{sentence}");
    let hang = told.finding("nobody_can_move");
    assert!(hang.contains("main waits for a result of pool, and worker has ended in the middle of task 0"), "{hang}");
}

/// Whoever takes the first results only may mean it; what a task returns is lost where none is asked for, or an earlier one.
fn what_tasks_return_and_nobody_looks_at_is_named(python: &str) {
    let told = watch(python, "results_unused", "fork");
    let found = told.of("finding").all();
    let said: Vec<_> = found.iter().map(|found| (&found["id"], &found["objects"][0])).collect();
    assert_eq!(said, [(&json!("never_asked"), &json!("overwritten")), (&json!("never_asked"), &json!("unused"))]);
    let sentence = found[1]["sentence"]["en"].as_str().unwrap();
    assert!(sentence.starts_with("3 tasks of unused have returned something, as task 0 has (0)"), "{sentence}");
}

fn a_lock_that_a_task_has_taken_and_left_is_named(python: &str) {
    let told = watch(python, "lock_left_by_a_task", "fork");
    let found = told.of("finding").with("id", "lock_left_held").all();
    let said: Vec<&str> = found.iter().map(|found| found["sentence"]["en"].as_str().unwrap()).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains("worker has left task 0 of pool by ZeroDivisionError while it held lock"), "{}", said[0]);
    assert!(said[1].contains("main waits for other, which main/worker took in task 0 of threads"), "{}", said[1]);
}

const ALL: [fn(&str); 12] = [
    what_tasks_return_and_nobody_looks_at_is_named,
    a_lock_that_a_task_has_taken_and_left_is_named,
    a_pipe_that_nobody_reads_while_its_writer_is_waited_for_is_a_circle,
    a_task_that_waits_for_one_that_nobody_is_left_to_begin_is_named,
    an_item_that_cannot_be_pickled_is_named,
    a_reader_killed_in_get_is_named,
    a_daemon_killed_in_its_work_is_named,
    a_child_that_nobody_joins_is_named,
    what_goes_wrong_with_a_pool_is_named,
    a_join_before_the_queue_is_drained_is_named_before_it_hangs,
    a_hang_is_named_with_everybody_in_it,
    a_killed_worker_is_named_before_whoever_waits_for_it,
];

#[test]
fn what_is_wrong_with_a_program_is_named() {
    some_cpython(&ALL);
}

#[test]
#[ignore = "slow: every interpreter of this machine"]
fn on_every_cpython_what_is_wrong_with_a_program_is_named() {
    every_cpython(&ALL);
}
