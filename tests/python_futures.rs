//! What a watched program's executors and pools tell: who hands a task in, who does it, who asks for what came of it.
//!
//! `cargo test` tries one interpreter; `cargo test --test python_futures -- --ignored` all of them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;
#[path = "support/interpreters.rs"]
mod interpreters;
#[path = "support/python.rs"]
mod python;

use python::{every_cpython, some_cpython, watch};

fn a_task_goes_from_who_hands_it_in_to_its_worker_and_back(python: &str) {
    let told = watch(python, "executor_of_processes", "fork");
    assert_eq!(told.of("pool.create").only()["class"], "ProcessPoolExecutor");
    assert_eq!(told.of("pool.create").only()["workers"], 1);
    let of_task = |kind: &str, phase: &str, task: i64| told.of(kind).phase(phase).with("task", task);
    for task in 0..3 {
        assert_eq!(of_task("pool.submit", "", task).only()["actor"], "main");
        assert_eq!(of_task("pool.task", "begin", task).only()["actor"], "worker");
    }
    let ends: Vec<String> = (0..3).map(|task| of_task("pool.task", "end", task).only()["value"].to_string()).collect();
    assert_eq!(ends, ["\"1\"", "\"4\"", "null"]);
    assert_eq!(of_task("pool.task", "end", 2).only()["outcome"], "ZeroDivisionError");
    assert_eq!(of_task("sync.wait", "end", 2).only()["line"], 29, "asked for, not raised");
    assert_eq!(of_task("pool.callback", "begin", 0).only()["actor"], "main/executor-manager");
    told.in_order(&[
        &|event| event["kind"] == "pool.close" && event["line"] == 30,
        &|event| event["kind"] == "pool.join" && event["phase"] == "begin",
        &|event| event["kind"] == "process.exit" && event["actor"] == "worker",
        &|event| event["kind"] == "pool.join" && event["phase"] == "end",
    ]);
}

fn a_thread_does_its_tasks_and_waits_for_more(python: &str) {
    let told = watch(python, "executor_of_threads", "fork");
    assert_eq!(told.of("pool.create").only()["class"], "ThreadPoolExecutor");
    let done = told.of("pool.task").phase("end");
    assert!(done.clone().with("task", 0).only()["actor"] == "main/worker");
    let called_off = done.with("task", 2).only();
    assert_eq!((&called_off["actor"], &called_off["outcome"]), (&"main".into(), &"cancelled".into()));
    let timed_out = told.of("sync.wait").phase("end").with("task", 0).all();
    assert_eq!(timed_out[0]["outcome"], "timeout");
    assert_eq!(timed_out.last().unwrap().get("outcome"), None);
    assert_eq!(told.of("pool.ready").all()[0]["answer"], false);
}

/// What the worker had in hand, and what nobody had begun, is given up by who looks after the workers.
fn a_broken_pool_gives_every_task_up(python: &str) {
    let told = watch(python, "executor_broken", "fork");
    let given_up = told.of("pool.task").phase("end").all();
    let tasks: Vec<i64> = given_up.iter().map(|event| event["task"].as_i64().unwrap()).collect();
    assert_eq!(tasks, [0, 1]);
    for event in given_up {
        assert_eq!(
            (&event["actor"], &event["outcome"]),
            (&"main/executor-manager".into(), &"BrokenProcessPool".into())
        );
    }
    assert_eq!(told.of("sync.wait").phase("end").with("task", 1).only()["outcome"], "BrokenProcessPool");
}

/// The tasks of an `imap` are fetched by the task handler, one by one; each task has a number of its own whoever asks.
fn a_pool_tells_who_asks_for_which_task(python: &str) {
    let told = watch(python, "pool_asked", "fork");
    let of_pool = |kind: &str| told.of(kind).with("object", "pool");
    let submits: Vec<(&str, i64)> = of_pool("pool.submit")
        .all()
        .into_iter()
        .map(|event| (event["actor"].as_str().unwrap(), event["task"].as_i64().unwrap()))
        .collect();
    let (handler, main) = ("main/task-handler", "main");
    assert_eq!(submits, [(handler, 0), (handler, 1), (main, 2), (main, 3), (main, 4), (main, 5)]);
    for task in 0..6 {
        let begun = of_pool("pool.task").phase("begin").with("task", task).only();
        let ended = of_pool("pool.task").phase("end").with("task", task).only();
        assert_eq!((&begun["actor"], &ended["actor"]), (&"worker".into(), &"worker".into()));
    }
    assert_eq!(of_pool("pool.task").phase("end").with("task", 5).only()["outcome"], "ZeroDivisionError");
    let several = of_pool("sync.wait").phase("end").with("task", 2).all();
    assert!(several.iter().all(|event| event["count"] == 2));
    assert_eq!(of_pool("pool.callback").phase("begin").with("count", 2).only()["actor"], "main/result-handler");
    assert_eq!(of_pool("pool.callback").phase("begin").with("task", 5).only()["actor"], "main/result-handler");
    assert!(of_pool("pool.ready").all().iter().all(|event| event["answer"] == true && event["count"] == 2));
    assert_eq!(of_pool("pool.terminate").only()["actor"], "main");
    let of_threads = told.of("pool.task").with("object", "threads").phase("end").only();
    assert_eq!((&of_threads["class"], &of_threads["actor"]), (&"ThreadPool".into(), &"main/worker".into()));
}

const ALL: [fn(&str); 4] = [
    a_pool_tells_who_asks_for_which_task,
    a_task_goes_from_who_hands_it_in_to_its_worker_and_back,
    a_thread_does_its_tasks_and_waits_for_more,
    a_broken_pool_gives_every_task_up,
];

#[test]
fn executors_and_pools_tell_what_their_tasks_come_to() {
    some_cpython(&ALL);
}

#[test]
#[ignore = "slow: every interpreter of this machine"]
fn on_every_cpython_executors_and_pools_tell_what_their_tasks_come_to() {
    every_cpython(&ALL);
}
