//! What a watched program's other programs tell: what it starts, how they are connected, what they come to.
//!
//! `cargo test` tries one interpreter; `cargo test --test python_programs -- --ignored` all of them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;
#[path = "support/interpreters.rs"]
mod interpreters;
#[path = "support/python.rs"]
mod python;

use python::{every_cpython, some_cpython, watch};
use serde_json::{Value, json};

fn is(event: &Value, kind: &str, actor: &str) -> bool {
    event["kind"] == kind && event["actor"] == actor
}

/// The name of the interpreter's process: what `sys.executable` is called.
fn python_of(told: &python::Told) -> String {
    told.of("process.spawn").with("line", 5).only()["child"].as_str().unwrap().to_string()
}

fn a_program_is_connected_by_pipes_and_waited_for(python: &str) {
    let told = watch(python, "programs", "fork");
    let child = python_of(&told);
    let (stdin, stdout) = (format!("{child}.stdin"), format!("{child}.stdout"));
    let made = told.of("pipe.create").with("object", &*stdin).only();
    assert_eq!(made["ends"], json!([format!("{child}:stdin"), stdin]));
    let given = told.of("process.spawn").with("child", &*child).only();
    assert_eq!(given["ends"], json!([format!("{child}:stdin"), format!("{child}:stdout")]));
    told.in_order(&[
        &|event| is(event, "pipe.send", "main") && event["object"] == stdin && event["value"] == "b'loud'",
        &|event| is(event, "pipe.close", "main") && event["end"] == stdin,
        &|event| is(event, "pipe.recv", &child) && event["phase"] == "end" && event["value"] == "b'loud'",
        &|event| is(event, "pipe.send", &child) && event["end"] == format!("{child}:stdout"),
        &|event| is(event, "pipe.recv", "main") && event["phase"] == "end" && event["value"] == "b'LOUD'",
        &|event| is(event, "process.wait", "main") && event["line"] == 9,
        &|event| is(event, "process.reap", "main") && event["child"] == child && event["status"] == 0,
    ]);
    assert!(told.of("output").with("actor", &*child).all().is_empty(), "it writes into a pipe");
    assert_eq!(told.of("pipe.create").with("object", &*stdout).only()["class"], "Stream");
}

fn a_timeout_a_signal_and_a_program_that_is_not_there_are_told(python: &str) {
    let told = watch(python, "programs", "fork");
    let waits = told.of("process.wait").phase("end").with("child", "sleep").all();
    assert_eq!((&waits[0]["outcome"], &waits[1]["outcome"]), (&json!("timeout"), &Value::Null));
    let signal = told.of("process.signal").with("target", "sleep").only();
    assert_eq!((&signal["signal"], &signal["line"]), (&json!("SIGTERM"), &json!(14)));
    assert_eq!(told.of("process.reap").with("child", "sleep").only()["status"], -15);
    assert_eq!(told.of("process.gone").with("child", "nowhere").only()["outcome"], "FileNotFoundError");
    assert_eq!(told.of("process.spawn").with("child", "sleep").all().len(), 1);
}

fn two_programs_are_connected_with_each_other(python: &str) {
    let told = watch(python, "programs", "fork");
    let right = told.of("process.spawn").with("child", "cat").only();
    assert_eq!(right["ends"], json!(["echo.stdout", "cat:stdout"]));
    let got = told.of("pipe.recv").phase("end").with("object", "cat.stdout").all();
    assert_eq!(got[0]["value"], "b'piped\\n'");
    for child in ["echo", "cat"] {
        assert_eq!(told.of("process.reap").with("child", child).only()["status"], 0);
    }
}

fn whoever_is_waited_for_in_whatever_way_is_collected_once(python: &str) {
    let told = watch(python, "waits", "fork");
    let collected: Vec<(&str, i64)> = told
        .of("process.reap")
        .with("actor", "main")
        .all()
        .into_iter()
        .map(|event| (event["child"].as_str().unwrap(), event["status"].as_i64().unwrap()))
        .collect();
    let all = [("child", 3), ("child-2", 4), ("child-3", 5), ("child-4", -15), ("child-5", 0), ("false", 1)];
    assert_eq!(collected, all);
    let looks = told.of("process.wait").phase("end").with("child", "child").all();
    assert_eq!(looks.len(), 2, "one that only looks, and one that collects");
    assert_eq!(told.of("process.signal").only()["target"], "child-4");
    assert!(told.of("finding").all().is_empty());
}

fn a_program_that_is_looked_for_along_the_path_is_executed_once(python: &str) {
    let told = watch(python, "looks_along_the_path", "fork");
    let executed = told.of("process.exec").with("actor", "child").only();
    assert!(executed["program"].as_str().unwrap().ends_with("/true"), "{executed}");
}

fn what_the_library_does_with_what_it_was_given_is_the_programs(python: &str) {
    let told = watch(python, "given_to_the_library", "fork");
    let put = told.of("queue.put").with("actor", "main/put").phase("end").only();
    assert_eq!((&put["object"], &put["value"], &put["line"]), (&json!("letters"), &json!("'a'"), &Value::Null));
    let got = told.of("queue.get").with("object", "letters").phase("end").only();
    assert_eq!((&got["actor"], &got["value"]), (&json!("main/worker"), &json!("'a'")));
    let records: Vec<&Value> =
        told.of("queue.get").with("object", "records").phase("end").all().iter().map(|got| &got["value"]).collect();
    assert_eq!(records, ["<LogRecord>", "None"]);
    assert_eq!(told.of("sync.set").with("object", "gone").only()["actor"], "set");
    assert!(told.of("finding").with("id", "left_behind").all().is_empty());
}

const ALL: [fn(&str); 6] = [
    a_program_that_is_looked_for_along_the_path_is_executed_once,
    what_the_library_does_with_what_it_was_given_is_the_programs,
    a_program_is_connected_by_pipes_and_waited_for,
    a_timeout_a_signal_and_a_program_that_is_not_there_are_told,
    two_programs_are_connected_with_each_other,
    whoever_is_waited_for_in_whatever_way_is_collected_once,
];

#[test]
fn programs_and_their_pipes_are_told() {
    some_cpython(&ALL);
}

#[test]
#[ignore = "slow: every interpreter of this machine"]
fn on_every_cpython_programs_and_their_pipes_are_told() {
    every_cpython(&ALL);
}
