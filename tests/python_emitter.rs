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

fn told(python: &str, script: &str, with_emitter: bool) -> Told {
    let script = file(&format!("tests/scripts/{script}"));
    let mut command = forklore(&["watch", "--json", "--", python, &script, "fork"]);
    command.env(VARIABLE, if with_emitter { "1" } else { "0" });
    let output = command.stdin(Stdio::null()).output().unwrap();
    let mut told = Told::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let event: Map<String, Value> = serde_json::from_str(line).unwrap();
        assert!(!["oddity", "lost"].contains(&event["kind"].as_str().unwrap()), "{script:?}: {line}");
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

#[test]
#[ignore = "slow: every interpreter of this machine"]
fn on_every_cpython_it_tells_the_same() {
    Interpreter::all().iter().filter(|found| found.fitness() == Fitness::Tried).for_each(compare);
}
