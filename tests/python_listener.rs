//! What a watched program's listeners and clients tell, and what goes through the connections between them: both ends are
//! those of one object, in whatever processes they are.
//!
//! `cargo test` tries one interpreter; `cargo test --test python_listener -- --ignored` all of them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;
#[path = "support/interpreters.rs"]
mod interpreters;
#[path = "support/python.rs"]
mod python;

use std::collections::BTreeMap;

use binary::{ask, file};
use python::{Told, every_cpython, some_cpython, watch, watch_started_until_finding};
use serde_json::{Value, json};

const METHODS: [&str; 3] = ["fork", "spawn", "forkserver"];

fn talk(python: &str, method: &str) -> Told {
    watch(python, "../scripts/talks_through_a_listener", method)
}

/// A listener of the program's own: by a port with a key that is right and one that is not, and by a socket file; nobody
/// listens at the last address.
fn both_sides_of_a_listener_call_it_by_the_same_name(python: &str) {
    for method in METHODS {
        let told = talk(python, method);
        let of = |kind: &'static str, who: &'static str, object: &'static str| {
            move |event: &Value| {
                let is_plain = event["kind"] == kind && event["outcome"].is_null() && event["class"] == "Listener";
                is_plain && event["actor"] == who && event["object"] == object
            }
        };
        let (port, file) = ("by_port", "by_name");
        for who in ["main", "calls"] {
            told.in_order(&[
                &of("net.listen", "main", port),
                &of("net.connect", "calls", port),
                &of("net.accept", "main", port),
                &of("net.auth", who, port),
                &of("net.listen", "main", file),
                &of("net.connect", "calls-3", file),
                &of("net.accept", "main", file),
            ]);
        }
        assert!(told.of("net.auth").with("object", file).all().is_empty(), "there is no key");
        let mut refused: Vec<&Value> = told.of("net.auth").with("outcome", "AuthenticationError").all();
        refused.sort_by_key(|event| event["actor"].as_str());
        let refused: Vec<_> = refused.iter().map(|event| (&event["actor"], &event["object"])).collect();
        assert_eq!(refused, [(&json!("calls-2"), &json!("by_port-2")), (&json!("main"), &json!("by_port-2"))]);
        let missed = told.of("net.connect").with("outcome", "FileNotFoundError").only();
        assert_eq!((&missed["address"], &missed["object"]), (&json!("/nowhere/at/all"), &Value::Null));
    }
}

/// Something about this connection by this actor: in this phase, if it has any, with this value and line.
fn does<'a>(who: &'a str, what: &'a str, object: &'a str, value: Value, line: u64) -> impl Fn(&Value) -> bool + 'a {
    move |event| {
        let (kind, phase) = what.split_once('/').map_or((what, Value::Null), |(kind, phase)| (kind, json!(phase)));
        let is_it = event["kind"] == kind && event["phase"] == phase && event["value"] == value;
        // Where a `with` ends, versions are not of one mind about its line.
        let is_there = line == 0 || event["line"] == line;
        is_it && is_there && event["actor"] == who && event["object"] == object
    }
}

fn what_goes_through_a_connection_is_told_at_both_its_ends(python: &str) {
    for method in METHODS {
        let told = talk(python, method);
        for (caller, object, via) in [("calls", "calls.connection", "tcp"), ("calls-3", "calls-3.connection", "unix")] {
            let opened = told.of("pipe.open").with("object", object).with("class", "Connection").with("via", via);
            assert_eq!(opened.clone().all().len(), 2);
            let (client, server) = (format!("{object}.client"), format!("{object}.server"));
            for (who, end, line) in [(caller, &client, 10), ("main", &server, 22)] {
                let own = opened.clone().with("actor", who).with("end", &**end).only();
                assert_eq!((&own["ends"], &own["line"]), (&json!([client, server]), &json!(line)));
                assert!(own["peer"].is_null(), "both are watched: {own}");
                let ends = told.of("pipe.send").with("object", object).with("actor", who).all();
                assert!(ends.iter().all(|event| event["end"] == **end));
            }
            let (question, answer) = (json!("['one', 2]"), json!("['one', 2, 'one', 2]"));
            told.in_order(&[
                &does(caller, "pipe.open", object, Value::Null, 10),
                &does(caller, "pipe.send/begin", object, question.clone(), 11),
                &does("main", "pipe.recv/end", object, question.clone(), 23),
                &does("main", "pipe.send/begin", object, answer.clone(), 23),
                &does(caller, "pipe.recv/end", object, answer.clone(), 12),
                &does(caller, "pipe.eof", object, Value::Null, 13),
                &|event| event["outcome"] == "EOFError" && event["object"] == object && event["actor"] == caller,
                &does(caller, "pipe.close", object, Value::Null, 0),
            ]);
            told.in_order(&[
                &does("main", "pipe.open", object, Value::Null, 22),
                &does("main", "pipe.recv/begin", object, Value::Null, 23),
                &does("main", "pipe.send/end", object, answer, 23),
                &does("main", "pipe.close", object, Value::Null, 0),
            ]);
            let told = |kind: &'static str| told.of(kind).phase("end").with("object", object).all().len();
            assert_eq!((told("pipe.send"), told("pipe.recv")), (2, 3), "no word of how the key was shown");
        }
        assert!(told.of("pipe.open").with("actor", "calls-2").all().is_empty(), "it was not let in");
        assert!(told.of("finding").all().is_empty(), "{}", told.text());
    }
}

fn an_end_is_known_in_the_process_that_it_is_given_to(python: &str) {
    for method in METHODS {
        let told = talk(python, method);
        let of = |who: &'static str, kind: &'static str| told.of(kind).with("object", "mine").with("actor", who);
        let bytes = of("goes_on", "pipe.recv").phase("end").with("value", "b'bytes'").only();
        assert_eq!((&bytes["end"], &bytes["bytes"]), (&json!("mine.server"), &json!(5)));
        assert_eq!(of("goes_on", "pipe.poll").only()["answer"], true);
        for (who, end) in [("main", "mine.server"), ("main", "mine.client"), ("goes_on", "mine.server")] {
            of(who, "pipe.close").with("end", end).only();
        }
        assert_eq!(of("main", "pipe.send").phase("begin").all().len(), 1, "what is closed sends nothing");
    }
}

/// Threads of several processes that call at once, and some that have hung up before they are accepted.
fn whoever_calls_is_told_from_all_others(python: &str) {
    const CALLS: usize = 2 * 2 * 6 * 2;
    for method in METHODS {
        let told = watch(python, "connections", method);
        let by_text = |kind, phase, end: &str| -> BTreeMap<String, String> {
            let events = told.of(kind).phase(phase).all().into_iter();
            let at_end = events.filter(|event| event["end"].as_str().unwrap().ends_with(end));
            let word = |event: &Value, field: &str| event[field].as_str().unwrap().to_string();
            at_end.map(|event| (word(event, "value"), word(event, "object"))).collect()
        };
        let sent = by_text("pipe.send", "begin", ".client");
        assert_eq!((sent.len(), &sent), (CALLS, &by_text("pipe.recv", "end", ".server")));
        let mut opened = BTreeMap::<&str, usize>::new();
        for event in told.of("pipe.open").all() {
            *opened.entry(event["object"].as_str().unwrap()).or_default() += 1;
            assert!(event["peer"].is_null(), "{event}");
        }
        assert!(opened.len() == CALLS && opened.values().all(|ends| *ends == 2), "{opened:?}");
    }
}

fn who_is_not_watched_is_not_made_up(python: &str) {
    let told = watch(python, "connection_to_outside", "");
    for (object, end, got) in
        [("called", "called.server", "'from outside'"), ("calling", "calling.client", "'question'")]
    {
        let opened = told.of("pipe.open").with("object", object).only();
        assert_eq!((&opened["end"], &opened["peer"]), (&json!(end), &json!("outside")));
        assert_eq!(told.of("pipe.recv").phase("end").with("object", object).only()["value"], got);
    }
    assert!(told.of("finding").all().is_empty(), "what is sent there is not left behind: {}", told.text());
}

fn a_message_that_nobody_will_send_is_named(python: &str) {
    let circle = "main waits for a message at asks.connection.server, and the other end is open in asks; asks waits for a \
                  message at asks.connection.client, and the other end is open in main. That is a circle.";
    for method in METHODS {
        let found = watch_started_until_finding(python, "hangs/connection_nobody_answers", method);
        assert!(found.finding("nobody_can_move").ends_with(circle), "{method}: {}", found.text());
    }
    let awaited = "main waits for asks to end; asks waits for a message at asks.connection.client, and nobody has \
                   accepted that connection yet.";
    let found = watch_started_until_finding(python, "hangs/connection_nobody_accepts", "forkserver");
    assert!(found.finding("nobody_can_move").ends_with(awaited), "{}", found.text());
}

/// Once it has connected, the child sends, receives and closes (s r c), main sends, receives and closes (S R C). Of the twenty
/// ways to put three and three together, four begin with `s r` and four with `S R`: a message is received before it was
/// sent. Twelve. Where both receive first, they wait for each other in the only order.
fn every_order_of_a_call_is_tried(python: &str) {
    let lessons = file("tests/lessons");
    for (variant, schedules, outcome) in [(None, 12, "main: heard"), (Some("both-wait"), 1, "deadlock")] {
        let at = ["explore", "calls", "--yes", "--lessons", &lessons, "--python", python, "--no-reduction", "--json"];
        let variant: Vec<&str> = variant.iter().flat_map(|variant| ["--variant", variant]).collect();
        let explored = ask(&[&at[..], &variant].concat());
        let end = explored.json().pop().unwrap_or_else(|| panic!("{}", explored.err));
        let counts = (&end["schedules"], &end["complete"], &end["inexact"]);
        assert_eq!(counts, (&json!(schedules), &json!(true), &json!(0)), "{end}");
        let came = end["outcomes"].as_array().unwrap();
        assert!(came.len() == 1 && came[0]["outcome"] == outcome, "{end}");
    }
}

const ALL: [fn(&str); 7] = [
    both_sides_of_a_listener_call_it_by_the_same_name,
    what_goes_through_a_connection_is_told_at_both_its_ends,
    an_end_is_known_in_the_process_that_it_is_given_to,
    whoever_calls_is_told_from_all_others,
    who_is_not_watched_is_not_made_up,
    a_message_that_nobody_will_send_is_named,
    every_order_of_a_call_is_tried,
];

#[test]
fn listeners_and_connections_are_told() {
    some_cpython(&ALL);
}

#[test]
#[ignore = "slow: every interpreter of this machine"]
fn on_every_cpython_listeners_and_connections_are_told() {
    every_cpython(&ALL);
}
