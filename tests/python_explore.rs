//! Every order on CPython: the same outcomes by the same schedules as on the native engine, and each schedule does it again.
//!
//! `cargo test` tries one interpreter; `cargo test --test python_explore -- --ignored` all of them, and fifty repeats.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;
#[path = "support/interpreters.rs"]
mod interpreters;

use forklore::run::interpreter::Interpreter;
use serde_json::Value;

use binary::ask;

/// Lessons whose orders can all be tried in a few seconds, with what turns them so small.
const SMALL: &[&[&str]] = &[
    &["race"],
    &["race", "--variant", "locked"],
    &["deadlock"],
    &["deadlock", "--variant", "ordered"],
    &["fork"],
    &["process"],
    &["drain"],
    &["queue", "--set", "items=1"],
    &["pipe", "--set", "messages=1"],
    &["lock", "--variant", "get-lock", "--set", "tickets=1"],
    &["meeting"],
    &["meeting", "--variant", "lost"],
    &["meeting", "--variant", "barrier"],
];

/// The last line of an exploration, as far as it must be alike.
fn explored(words: &[&str], more: &[&str]) -> Value {
    let answer = ask(&[&["explore"], words, &["--json"], more].concat());
    let end = answer.json().pop().unwrap_or_else(|| panic!("{words:?}: {}", answer.err));
    let outcome = |outcome: &Value| {
        serde_json::json!([outcome["outcome"], outcome["right"], outcome["count"], outcome["schedule"]])
    };
    let outcomes: Vec<Value> = end["outcomes"].as_array().unwrap().iter().map(outcome).collect();
    serde_json::json!({
        "schedules": end["schedules"], "complete": end["complete"], "inexact": end["inexact"], "outcomes": outcomes,
    })
}

fn same_orders(interpreter: &Interpreter) {
    let python = interpreter.path.to_str().unwrap();
    for words in SMALL {
        let (native, python) = (explored(words, &[]), explored(words, &["--engine", "python", "--python", python]));
        assert_eq!(native, python, "{words:?} on {}", interpreter.title());
    }
}

/// `balance = balance + n` in two threads is a load and a store in each, which only a gate between opcodes can show.
fn opcodes_are_steps(interpreter: &Interpreter) {
    let end =
        explored(&["race", "--variant", "bank", "--no-reduction"], &["--python", interpreter.path.to_str().unwrap()]);
    let outcomes: Vec<_> =
        end["outcomes"].as_array().unwrap().iter().map(|came| (&came[0], &came[1], &came[2])).collect();
    let wanted = serde_json::json!([["balance=13", true, 2], ["balance=5", false, 2], ["balance=8", false, 2]]);
    assert_eq!((serde_json::json!(outcomes), &end["schedules"]), (wanted, &6.into()), "{}", interpreter.title());
}

/// The schedule of the first outcome of this name.
fn schedule_of(words: &[&str], python: &str, outcome: &str) -> String {
    let end = explored(words, &["--engine", "python", "--python", python]);
    let found = end["outcomes"].as_array().unwrap().iter().find(|found| found[0] == outcome);
    found.unwrap_or_else(|| panic!("{words:?}: no {outcome}"))[3].as_str().unwrap().into()
}

fn does_it_again(interpreter: &Interpreter, times: usize) {
    let python = interpreter.path.to_str().unwrap();
    for (lesson, outcome, shows) in
        [("race", "counter=9", "left: 9\\n"), ("deadlock", "deadlock", "\"id\":\"nobody_can_move\"")]
    {
        let schedule = schedule_of(&[lesson], python, outcome);
        for time in 0..times {
            let answer = ask(&["run", lesson, "--json", "--python", python, "--schedule", &schedule]);
            assert!(answer.out.contains(shows), "{lesson}, time {time}: {}{}", answer.out, answer.err);
        }
    }
}

#[test]
fn cpython_has_the_same_orders_and_outcomes() {
    interpreters::some(|interpreter| {
        opcodes_are_steps(interpreter);
        same_orders(interpreter);
        does_it_again(interpreter, 3);
    });
}

#[test]
#[ignore = "slow: every interpreter of this machine, and fifty repeats"]
fn every_cpython_has_the_same_orders_and_outcomes() {
    interpreters::every(|interpreter| {
        opcodes_are_steps(interpreter);
        same_orders(interpreter);
        does_it_again(interpreter, 50);
    });
}
