//! With the compiled emitter the same is told as without it: each actor's events, one after the other, with their values
//! and lines.
//!
//! `cargo test` tries one interpreter; `cargo test --test python_emitter -- --ignored` all of them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;

use std::collections::BTreeMap;
use std::process::Stdio;

use forklore::run::emitter::{VARIABLE, is_loaded_by};
use forklore::run::interpreter::{Fitness, Interpreter};
use serde_json::{Map, Value};

use binary::{file, forklore};

/// Scripts whose actors each do the same in every run.
const SCRIPTS: [&str; 4] =
    ["shows_values_of_every_kind.py", "releases_what_it_does_not_hold.py", "puts_and_gets.py", "meets.py"];

/// What each actor told.
type Told = BTreeMap<String, Vec<Map<String, Value>>>;

/// Without when it was, who has which number, and what depends on who is quicker: how much lies where, who has to wait,
/// and which feeder is joined first at the end.
fn skeleton(mut event: Map<String, Value>) -> Option<Map<String, Value>> {
    for field in ["n", "t", "pid", "tid", "ppid", "fill", "seconds"] {
        event.remove(field);
    }
    let kind = event["kind"].as_str().unwrap().to_string();
    if let Some((before, _)) = event.get("text").and_then(Value::as_str).and_then(|text| text.split_once(" at 0x")) {
        event["text"] = before.into();
    }
    let depends = event.get("phase").is_some_and(|phase| phase == "wait")
        || ["sample", "output", "finding", "thread.join"].contains(&&*kind);
    if kind == "queue.fed" {
        // One that had to wait tells its begin too.
        let phase = event.remove("phase");
        return (phase != Some("begin".into()) && phase != Some("wait".into())).then_some(event);
    }
    (!depends).then_some(event)
}

fn events(python: &str, script: &str, args: &[&str], with_emitter: bool) -> Vec<Map<String, Value>> {
    let script = file(&format!("tests/scripts/{script}"));
    let mut command = forklore(&["watch", "--json", "--", python, &script, "fork"]);
    command.args(args).env(VARIABLE, if with_emitter { "1" } else { "0" });
    let output = command.stdin(Stdio::null()).output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let events = lines.lines().map(|line| {
        let event: Map<String, Value> = serde_json::from_str(line).unwrap();
        assert!(!["oddity", "lost"].contains(&event["kind"].as_str().unwrap()), "{script:?}: {line}");
        event
    });
    events.collect()
}

fn told(python: &str, script: &str, with_emitter: bool) -> Told {
    let mut told = Told::new();
    for event in events(python, script, &[], with_emitter) {
        let actor = event["actor"].as_str().unwrap_or_default().to_string();
        told.entry(actor).or_default().extend(skeleton(event));
    }
    told
}

/// Whether it is really the emitter that is compared with: an interpreter that can load it does.
fn compare(interpreter: &Interpreter) {
    assert!(is_loaded_by(&interpreter.path).unwrap(), "{} cannot load the emitter", interpreter.title());
    let python = interpreter.path.to_str().unwrap();
    for script in SCRIPTS {
        let [with, without] = [true, false].map(|with_emitter| told(python, script, with_emitter));
        for (actor, events) in &with {
            let others = without.get(actor).unwrap_or_else(|| panic!("{script}: only with it there is {actor}"));
            for (event, other) in events.iter().zip(others) {
                assert_eq!(event, other, "{script} on {}: {actor}", interpreter.title());
            }
            assert_eq!(events.len(), others.len(), "{script} on {}: {actor}", interpreter.title());
        }
        assert_eq!(with.len(), without.len(), "{script} on {}", interpreter.title());
    }
}

#[test]
fn the_compiled_emitter_tells_what_the_probe_tells_in_python() {
    if let Ok(interpreter) = Interpreter::choose(None) {
        compare(&interpreter);
    }
}

/// How many items of this size the feeder told to have gone in before it told that it has to wait, and in all.
fn fed(python: &str, size: &str, with_emitter: bool) -> (usize, usize) {
    let events = events(python, "fills_a_pipe.py", &[size], with_emitter);
    let fed: Vec<_> = events.iter().filter(|event| event["kind"] == "queue.fed").collect();
    let is = |phase: &'static str| move |event: &&&Map<String, Value>| event.get("phase").is_some_and(|is| is == phase);
    let before = fed.iter().position(|event| is("wait")(&event)).unwrap();
    // Its begin was told just before.
    (
        before.saturating_sub(1),
        fed.len() - fed.iter().filter(is("begin")).count() - fed.iter().filter(is("wait")).count(),
    )
}

/// It does not look for room before each item, and says all the same when there may be none: with no item too late,
/// which would be an untold wait, and with none too early.
fn fill(interpreter: &Interpreter) {
    let python = interpreter.path.to_str().unwrap();
    for size in [1, 300, 1000, 2500, 3900, 6000] {
        let [with, without] = [true, false].map(|with_emitter| fed(python, &size.to_string(), with_emitter));
        assert_eq!(with, without, "items of {size} bytes on {}", interpreter.title());
        assert_eq!(with.1, 131_072 / (size + 4), "items of {size} bytes on {}", interpreter.title());
    }
}

/// It does not look for an item before each `get`, and says all the same when one has to wait, whoever read before.
fn empty(interpreter: &Interpreter) {
    let python = interpreter.path.to_str().unwrap();
    for with_emitter in [true, false] {
        let events = events(python, "reads_by_turns.py", &[], with_emitter);
        let gets = events.iter().filter(|event| event["kind"] == "queue.get" && event["actor"] == "main");
        let phases: Vec<_> =
            gets.map(|event| (event["phase"].as_str().unwrap(), event.get("value").and_then(Value::as_str))).collect();
        let last = phases.len() - 3;
        let waited = [("begin", None), ("wait", None), ("end", Some("'late'"))];
        assert_eq!(phases[last..], waited, "{} emitter: {with_emitter}", interpreter.title());
    }
}

#[test]
fn the_compiled_emitter_knows_when_a_pipe_is_full_and_when_it_is_empty() {
    if let Ok(interpreter) = Interpreter::choose(None) {
        fill(&interpreter);
        empty(&interpreter);
    }
}

#[test]
#[ignore = "slow: every interpreter of this machine"]
fn on_every_cpython_it_tells_the_same() {
    for interpreter in Interpreter::all().iter().filter(|found| found.fitness() == Fitness::Tried) {
        compare(interpreter);
        fill(interpreter);
        empty(interpreter);
    }
}
