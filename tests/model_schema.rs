//! The published schema takes every kind of event as we write it, and nothing else.

mod support;

use forklore::model::{Event, Field, Kind, Log, findings, json};
use serde_json::{Value, json};
use support::schema::schema;
use support::story::story;

/// A line for every kind in every phase, with all the fields it may have.
const SAMPLES: &str = include_str!("events.ndjson");

#[test]
fn it_takes_every_kind_in_every_phase() {
    schema().check(SAMPLES.lines());
    let seen: Vec<Event> = SAMPLES.lines().map(|line| json::parse(line).expect("an event")).collect();
    for kind in Kind::ALL {
        assert!(seen.iter().any(|event| event.kind == *kind), "no sample of {kind}: add a line to tests/events.ndjson");
    }
    for field in Field::ALL {
        assert!(
            seen.iter().any(|event| event.get(*field).is_some()),
            "no sample has {field}: add it to tests/events.ndjson"
        );
    }
}

#[test]
fn samples_are_printed_as_they_were_read() {
    for line in SAMPLES.lines() {
        assert_eq!(json::line(&json::parse(line).expect("an event")), line);
    }
}

#[test]
fn it_refuses_any_kind_with_a_field_of_another() {
    let schema = schema();
    for line in SAMPLES.lines() {
        let mut event: Value = serde_json::from_str(line).expect("JSON");
        let foreign = if event["kind"] == "chart.point" { "maxsize" } else { "series" };
        event[foreign] = json!(1);
        assert!(schema.fault(&event.to_string()).is_some(), "{foreign} in {line}");
    }
}

#[test]
fn it_refuses_any_kind_without_a_field_that_it_needs() {
    let schema = schema();
    let published: Value = serde_json::from_str(include_str!("../assets/events.schema.json")).expect("JSON");
    for line in SAMPLES.lines() {
        let event: Value = serde_json::from_str(line).expect("JSON");
        let kind = event["kind"].as_str().expect("a kind");
        let needed = published["$defs"][format!("kind.{kind}")]["required"].as_array().cloned().unwrap_or_default();
        for field in needed.iter().filter_map(Value::as_str).chain(["n", "t", "actor", "kind"]) {
            let mut without = event.clone();
            without.as_object_mut().expect("an object").remove(field);
            assert!(schema.fault(&without.to_string()).is_some(), "without {field}: {line}");
        }
    }
}

#[test]
fn it_refuses_what_makes_no_sense() {
    let schema = schema();
    let common = |more: &str| format!(r#"{{"n":0,"t":0,"actor":"main",{more}}}"#);
    for bad in [
        r#""kind":"queue.peek","object":"q""#,
        r#""kind":"thread.exit","phase":"end""#,
        r#""kind":"thread.exit","value":"1""#,
        r#""kind":"thread.exit","line":3"#,
        r#""kind":"thread.exit","file":"program.py","line":0"#,
        r#""kind":"thread.exit","pid":"4711""#,
        r#""kind":"queue.get","phase":"middle","object":"q""#,
        r#""kind":"queue.get","phase":"wait","object":"q""#,
        r#""kind":"queue.get","phase":"begin","object":"q","for":"item""#,
        r#""kind":"queue.get","phase":"wait","object":"q","for":"item","outcome":"Empty""#,
        r#""kind":"queue.get","phase":"begin","object":"""#,
        r#""kind":"process.exit","status":"0""#,
        r#""kind":"process.exit","status":0,"by":"me""#,
        r#""kind":"run.end","status":0,"reason":"bored""#,
        r#""kind":"pipe.create","object":"p","ends":["a"],"via":"pipe","capacity":65536"#,
        r#""kind":"finding","id":"zombie","sentence":{"en":"only one tongue"},"actors":[],"objects":[]"#,
    ] {
        assert!(schema.fault(&common(bad)).is_some(), "{bad}");
    }
    assert!(schema.fault(&common(r#""kind":"thread.exit""#)).is_none());
    assert!(schema.fault("[]").is_some());
}

#[test]
fn it_takes_what_is_found_in_a_run() {
    let story = story().queue("q", 0).puts("main", "q", "1").fork("main", "child").exits("child", 0).exits("main", 0);
    let log: Log = story.run_ends("limit").events().iter().cloned().collect();
    assert!(findings(&log).len() >= 3);
    let lines: Vec<String> = findings(&log).iter().map(|finding| json::line(&finding.event())).collect();
    schema().check(lines.iter().map(String::as_str));
}
