//! What a watched program's managers tell, on both sides of each connection; shared memory with a name; and, where every
//! order is tried, the update that two processes lose.
//!
//! `cargo test` tries one interpreter; `cargo test --test python_manager -- --ignored` all of them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;
#[path = "support/interpreters.rs"]
mod interpreters;
#[path = "support/python.rs"]
mod python;

use std::sync::atomic::{AtomicU32, Ordering};

use binary::{answer, ask, entries, file, forklore};
use python::{Told, every_cpython, some_cpython, watch, watch_until_finding};
use serde_json::{Value, json};

const METHODS: [&str; 3] = ["fork", "spawn", "forkserver"];

fn script(python: &str, name: &str, method: &str) -> Told {
    watch(python, &format!("../scripts/{name}"), method)
}

/// A call of this method by this actor, in this phase.
fn calls<'a>(who: &'a str, phase: &'a str, method: &'a str) -> impl Fn(&Value) -> bool + 'a {
    move |event| {
        let is_call = event["kind"] == "manager.call" && event["phase"] == phase;
        is_call && event["actor"] == who && event["method"] == method
    }
}

/// The server at work for this actor.
fn serves<'a>(whom: &'a str, phase: &'a str, method: &'a str) -> impl Fn(&Value) -> bool + 'a {
    move |event| {
        let is_service = event["kind"] == "manager.serve" && event["phase"] == phase;
        is_service && event["target"] == whom && event["method"] == method
    }
}

fn a_call_goes_to_the_server_and_its_answer_comes_back(python: &str) {
    for method in METHODS {
        let told = script(python, "has_a_manager", method);
        let start = told.of("manager.start").only();
        assert_eq!(
            (&start["object"], &start["child"], &start["line"]),
            (&json!("manager"), &json!("manager"), &json!(12))
        );
        assert_eq!(told.of("process.start").with("actor", "manager").only()["role"], "manager");
        let dict = told.of("manager.create").with("object", "shared").only();
        assert_eq!((&dict["class"], &dict["value"]), (&json!("Dict"), &json!("{}")));
        assert_eq!(told.of("manager.create").with("object", "items").only()["value"], "[1]");
        told.in_order(&[
            &calls("f", "begin", "__setitem__"),
            &calls("f", "wait", "__setitem__"),
            &serves("f", "begin", "__setitem__"),
            &|event| serves("f", "end", "__setitem__")(event) && event["value"] == "{'k': 1}",
            &calls("f", "end", "__setitem__"),
            &|event| calls("main", "end", "__len__")(event) && event["result"] == "2",
            &|event| serves("main", "end", "__getitem__")(event) && event["outcome"] == "KeyError",
            &|event| calls("main", "end", "__getitem__")(event) && event["outcome"] == "KeyError",
        ]);
        let write = told.of("manager.call").phase("begin").with("method", "__setitem__").only();
        assert_eq!((&write["key"], &write["args"], &write["line"]), (&json!("'k'"), &json!("1"), &json!(8)));
    }
}

fn what_must_wait_in_the_server_is_said_to(python: &str) {
    for method in METHODS {
        let told = script(python, "waits_in_a_manager", method);
        told.in_order(&[
            &|event| serves("main", "end", "put")(event) && event["value"] == "['it']",
            &|event| serves("f", "end", "get")(event) && event["result"] == "'it'",
            &serves("f", "begin", "set"),
            &|event| calls("main", "end", "wait")(event) && event["result"] == "True",
            &|event| serves("main", "end", "__setattr__")(event) && event["key"] == "x" && event["value"] == "{'x': 2}",
            &|event| serves("main", "end", "set")(event) && event["object"] == "number" && event["value"] == "6",
        ]);
        assert!(told.of("finding").all().is_empty(), "{}", told.text());
    }
}

fn a_class_of_the_program_is_served_by_two_managers(python: &str) {
    for method in METHODS {
        let told = script(python, "registers_a_class", method);
        let servers: Vec<&Value> = told.of("manager.start").all().into_iter().map(|event| &event["child"]).collect();
        assert_eq!(servers, ["manager", "manager-2"]);
        for (object, result) in [("one", "4"), ("two", "1")] {
            let added = told.of("manager.call").phase("end").with("actor", "main").with("method", "add");
            assert_eq!(added.with("object", object).only()["result"], result);
        }
        assert_eq!(told.of("manager.call").with("method", "fail").phase("end").only()["outcome"], "ValueError");
    }
}

/// The copy that a plain list in a dict is, and the managed one that is none.
fn a_nested_list_changes_only_if_it_is_managed_too(python: &str) {
    let told = script(python, "changes_a_nested_list", "fork");
    let append = told.of("manager.call").phase("end").with("method", "append").only();
    assert_eq!(append["object"], "list-1");
    let printed = told.of("manager.call").phase("end").with("method", "__repr__").with("object", "plain").all();
    assert_eq!(printed[0]["result"], "\"{'numbers': [1]}\"");
}

fn both_sides_of_a_socket_call_it_by_the_same_name(python: &str) {
    let told = script(python, "serves_over_tcp", "fork");
    let listens = told.of("net.listen").only();
    let (server, object, address) = (&listens["actor"], &listens["object"], &listens["address"]);
    assert!(address.as_str().unwrap().starts_with("127.0.0.1:"));
    assert_eq!(told.of("manager.start").only()["actor"], *server);
    for kind in ["net.connect", "net.accept", "net.auth"] {
        for event in told.of(kind).all() {
            assert_eq!((&event["object"], &event["address"]), (object, address), "{event}");
        }
    }
    let refused = told.of("net.auth").with("outcome", "AuthenticationError").all();
    assert_eq!(refused.len(), 2, "the client's word and the server's");
    let (client, thread) = (refused[0]["actor"].as_str().unwrap(), refused[1]["actor"].as_str().unwrap());
    assert!(client != thread && (client.starts_with("python") && thread.starts_with("python")));
    let put = told.of("manager.serve").phase("end").with("method", "put").only();
    assert_eq!(
        (&put["object"], &put["class"], &put["value"]),
        (&json!("jobs"), &json!("ThreadQueue"), &json!("['work']"))
    );
    assert_eq!(told.of("manager.call").phase("end").with("method", "get").only()["result"], "'work'");
}

fn shared_memory_is_made_opened_closed_and_unlinked(python: &str) {
    for method in METHODS {
        let told = script(python, "shares_memory", method);
        let made = told.of("memory.create").with("object", "block").only();
        assert_eq!((&made["class"], &made["name"].is_string()), (&json!("SharedMemory"), &true));
        let of_block = |kind: &'static str, who: &'static str| {
            move |event: &Value| event["kind"] == kind && event["actor"] == who && event["object"] == "block"
        };
        told.in_order(&[
            &of_block("memory.create", "main"),
            &of_block("memory.attach", "f"),
            &of_block("memory.close", "f"),
            &|event| event["kind"] == "value.write" && event["object"] == "numbers[0]" && event["value"] == "2",
            &of_block("memory.close", "main"),
            &of_block("memory.unlink", "main"),
            &|event| of_block("memory.attach", "main")(event) && event["outcome"] == "FileNotFoundError",
        ]);
    }
}

fn an_update_that_is_lost_is_found_and_one_that_could_be(python: &str) {
    for method in METHODS {
        let found = watch(python, "manager_loses", method).finding("lost_update");
        assert!(
            found.starts_with("An update of totals['k'] is lost: slow had read 0, main has written 1 since"),
            "{found}"
        );
        let told = watch(python, "manager_by_luck", method);
        let found = told.of("finding").only();
        assert_eq!(found["id"], "unlocked_update");
        assert_eq!(found["objects"], json!(["bare"]), "the one with a lock around it is not");
    }
}

fn a_server_that_cannot_answer_is_named(python: &str) {
    for (script, says) in [
        ("hangs/manager_lock", "main waits for the answer of lock, which it holds itself"),
        ("hangs/manager_queue", "main waits for the answer of tasks, whose server waits for an item"),
        ("hangs/manager_tasks", "main waits for the answer of tasks, whose server waits until every item is done"),
        ("hangs/manager_condition", "main waits for the answer of condition, whose server waits until it is notified"),
        ("hangs/manager_barrier", "main waits for the answer of barrier, whose server waits for the others"),
    ] {
        let found = watch_until_finding(python, script).finding("nobody_can_move");
        assert!(found.contains(says), "{found}");
    }
}

/// Two processes with a read and a write each have six orders, and lose an update in four.
fn every_order_is_tried_and_the_lost_update_found(python: &str) {
    let lessons = file("tests/lessons");
    let at = ["counts", "--yes", "--lessons", &lessons, "--engine", "python", "--python", python, "--json"];
    let explored = ask(&[&["explore"], &at[..]].concat());
    let end = explored.json().pop().unwrap_or_else(|| panic!("{}", explored.err));
    assert_eq!((&end["schedules"], &end["complete"], &end["inexact"]), (&json!(6), &json!(true), &json!(0)), "{end}");
    let wrong = end["outcomes"].as_array().unwrap().iter().find(|outcome| outcome["right"] == false).unwrap();
    assert_eq!((&wrong["outcome"], &wrong["count"]), (&json!("totals={'k': 1}"), &json!(4)));
    for _ in 0..3 {
        let again = ask(&[&["run"], &at[..], &["--schedule", wrong["schedule"].as_str().unwrap()]].concat());
        assert!(again.out.contains("\"id\":\"lost_update\""), "{}{}", again.out, again.err);
    }
}

/// A call to a manager is a step; that its server has to wait meanwhile is none.
///
/// - An event: main waits, the child sets; two orders.
/// - A barrier of two: both wait; two orders.
/// - A queue of tasks: main puts and joins, the child gets and says it is done. Of the six ways to put two and two
///   together, `get, done, put, join` cannot be: before the put the get is not answered. Five.
/// - A condition: main takes its lock, waits, gives it back (A W R), the child takes it, notifies, gives it back (a n r).
///   If main has the lock first, the child asks for it before or after main waits: `A W a n r R`, `A a W n r R`. If the
///   child has it first, its notification is lost and main waits for ever: `a n r A W`, `a n A r W`, `a A n r W`. Five.
/// - A lock: main takes it and gives it back (A R), the child (a r) waits for it with a timeout. One after the other, or
///   one asks while the other has it: `A R a r`, `A a R r`, `a r A R`, `a A r R`; or the child's time is over: `A a`,
///   timeout, `R`. Five.
///
/// Servers that are ended in the middle do not clear away their sockets: what a lesson has for a while goes with its run.
fn every_order_of_a_meeting_in_a_manager_is_tried(python: &str) {
    // Another test of this process may be trying the same.
    static TRIES: AtomicU32 = AtomicU32::new(0);
    let name = format!("meets-{}-{}", std::process::id(), TRIES.fetch_add(1, Ordering::Relaxed));
    let (lessons, temporary) = (file("tests/lessons"), std::env::temp_dir().join(name));
    std::fs::create_dir_all(&temporary).unwrap();
    let met = |count: u64| json!(["main: met", count]);
    for (variant, schedules, outcomes) in [
        (None, 2, vec![met(2)]),
        (Some("barrier"), 2, vec![met(2)]),
        (Some("tasks"), 5, vec![met(5)]),
        (Some("condition"), 5, vec![met(2), json!(["deadlock", 3])]),
        (Some("patience"), 5, vec![json!(["asks: got, main: met", 4]), met(1)]),
    ] {
        let at = ["explore", "meets", "--yes", "--lessons", &lessons, "--python", python, "--no-reduction", "--json"];
        let variant: Vec<&str> = variant.iter().flat_map(|variant| ["--variant", variant]).collect();
        let explored = answer(forklore(&[&at[..], &variant].concat()).env("TMPDIR", &temporary));
        assert_eq!(entries(&temporary), 0, "{variant:?}");
        let end = explored.json().pop().unwrap_or_else(|| panic!("{}", explored.err));
        let counts = (&end["schedules"], &end["complete"], &end["inexact"]);
        assert_eq!(counts, (&json!(schedules), &json!(true), &json!(0)), "{variant:?}: {end}");
        let came: Vec<Value> =
            end["outcomes"].as_array().unwrap().iter().map(|came| json!([came["outcome"], came["count"]])).collect();
        assert_eq!(came, outcomes, "{variant:?}: {end}");
    }
    std::fs::remove_dir(&temporary).unwrap();
}

const ALL: [fn(&str); 10] = [
    a_call_goes_to_the_server_and_its_answer_comes_back,
    what_must_wait_in_the_server_is_said_to,
    a_class_of_the_program_is_served_by_two_managers,
    a_nested_list_changes_only_if_it_is_managed_too,
    both_sides_of_a_socket_call_it_by_the_same_name,
    shared_memory_is_made_opened_closed_and_unlinked,
    an_update_that_is_lost_is_found_and_one_that_could_be,
    a_server_that_cannot_answer_is_named,
    every_order_is_tried_and_the_lost_update_found,
    every_order_of_a_meeting_in_a_manager_is_tried,
];

#[test]
fn managers_and_shared_memory_are_told() {
    some_cpython(&ALL);
}

#[test]
#[ignore = "slow: every interpreter of this machine"]
fn on_every_cpython_managers_and_shared_memory_are_told() {
    every_cpython(&ALL);
}
