//! A watched program is not changed: each small script of `tests/scripts` writes the same and ends the same, with and
//! without `forklore watch`.
//!
//! `cargo test` tries one interpreter; `cargo test --test python_watch -- --ignored` all of them, and every start method.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;
#[path = "support/interpreters.rs"]
mod interpreters;
#[path = "support/schema.rs"]
mod schema;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use forklore::run::interpreter::Interpreter;
use serde_json::Value;

use binary::{file, forklore};

/// What came of a run: what was written to both streams, and the exit status as a shell has it.
#[derive(Debug, PartialEq)]
struct Came {
    out: String,
    err: String,
    status: i32,
}

fn scripts() -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> =
        fs::read_dir(file("tests/scripts")).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

fn command(words: &[&str]) -> Command {
    let mut command = forklore(words);
    command.stdin(Stdio::from(fs::File::open(file("tests/events.ndjson")).unwrap()));
    command
}

fn plain(python: &str, script: &str, method: &str) -> Came {
    let like = command(&[]);
    let mut command = Command::new(python);
    command.args([script, method]).env_clear();
    command.envs(like.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = command.stdin(Stdio::from(fs::File::open(file("tests/events.ndjson")).unwrap())).output().unwrap();
    let text = |bytes: &[u8]| without_addresses(&String::from_utf8_lossy(bytes));
    let signal = std::os::unix::process::ExitStatusExt::signal(&output.status);
    let status = output.status.code().or(signal.map(|signal| 128 + signal)).unwrap();
    Came { out: text(&output.stdout), err: text(&output.stderr), status }
}

/// The same, watched; and what is wrong with the events, if anything is.
fn watched(python: &str, script: &str, method: &str) -> (Came, Option<String>) {
    let output = command(&["watch", "--json", "--", python, script, method]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let schema = schema::schema();
    let odd = |line: &&str| line.contains("\"kind\":\"oddity\"") || line.contains("\"kind\":\"lost\"");
    let odd =
        text.lines().find(odd).map(ToString::to_string).or_else(|| text.lines().find_map(|line| schema.fault(line)));
    let events: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let written = |stream: &str| {
        let of = |event: &&Value| event["kind"] == "output" && event["stream"] == stream;
        let bytes: Vec<u8> = events.iter().filter(of).flat_map(bytes).collect();
        without_addresses(&String::from_utf8_lossy(&bytes))
    };
    (Came { out: written("stdout"), err: written("stderr"), status: output.status.code().unwrap() }, odd)
}

/// What an executed program writes is told by the engine, when it has come: among the words of others its place is not
/// exact, so then the lines are compared in any order.
fn in_any_order(came: Came) -> Came {
    let sorted = |text: String| {
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        lines.sort_unstable();
        lines.concat()
    };
    Came { out: sorted(came.out), err: sorted(came.err), ..came }
}

/// A text without the addresses of objects, which differ from run to run.
fn without_addresses(text: &str) -> String {
    let mut pieces = text.split("0x");
    let first = pieces.next().unwrap_or_default().to_string();
    pieces.fold(first, |all, piece| all + "0x…" + piece.trim_start_matches(|c: char| c.is_ascii_hexdigit()))
}

fn bytes(output: &Value) -> Vec<u8> {
    match output["base64"].as_str() {
        Some(exact) => BASE64_STANDARD.decode(exact).unwrap(),
        None => output["text"].as_str().unwrap().as_bytes().to_vec(),
    }
}

/// Compares every script's two runs; which differ, and how.
fn compare(interpreter: &Interpreter, methods: &[&str]) {
    let python = interpreter.path.to_str().unwrap();
    let mut differ = Vec::new();
    for script in scripts() {
        let shown = script.file_name().unwrap().to_string_lossy().into_owned();
        let script = script.to_str().unwrap();
        let takes_method = fs::read_to_string(script).unwrap().contains("sys.argv[1]");
        for method in methods.iter().take(if takes_method { methods.len() } else { 1 }) {
            let (mut alone, (mut seen, odd)) = (plain(python, script, method), watched(python, script, method));
            if shown == "runs_a_shell.py" {
                (alone, seen) = (in_any_order(alone), in_any_order(seen));
            }
            differ.extend(odd.map(|odd| format!("{shown} {method}\n  {odd}")));
            if alone != seen {
                differ.push(format!("{shown} {method}\n  alone   {alone:?}\n  watched {seen:?}"));
            }
        }
    }
    assert!(differ.is_empty(), "on {}\n{}", interpreter.title(), differ.join("\n"));
}

#[test]
fn a_watched_program_writes_and_ends_as_it_does_alone() {
    assert!(scripts().len() >= 40);
    interpreters::some(|interpreter| compare(interpreter, &["fork"]));
}

/// Each hang is named with who waits for what; and what leads to one is named before it does.
#[test]
fn what_is_wrong_is_found_and_named_and_ends_the_watch() {
    interpreters::some(find_each);
}

/// Programs of `tests`, each with the finding that names what is wrong in it.
const WRONG: [(&str, &str, &str, &str); 9] = [
    ("hangs/two_locks.py", "nobody_can_move", "a circle", "等待构成一个环"),
    ("hangs/join_before_drain.py", "nobody_can_move", "produce/feeder", "produce/feeder"),
    ("hangs/killed_worker.py", "nobody_can_move", "in the middle of task 0", "任务 0"),
    (
        "threads/two-locks/program.py",
        "nobody_can_move",
        "main/one waits for right, which main/two holds",
        "main/one 等待锁 right",
    ),
    (
        "hangs/tasks_nobody_does.py",
        "nobody_can_move",
        "1 left, and there is nobody who would call",
        "还剩 1 个，而没有谁会再调用 task_done()",
    ),
    (
        "hangs/queue_nobody_fills.py",
        "queue_copied",
        "child puts 42 into child.answers, its own copy of answers",
        "child.answers",
    ),
    (
        "hangs/lock_held_at_the_fork.py",
        "forked_with_threads",
        "as lock now, which main/holder holds",
        "main/holder 此刻持有的 lock",
    ),
    ("hangs/value_without_its_lock.py", "unguarded_update", "both change counter on line 6", "在第 6 行修改 counter"),
    (
        "hangs/lock_never_given_back.py",
        "lock_left_held",
        "ended by ValueError while it held lock",
        "因 ValueError 结束时还持有 lock",
    ),
];

fn find_each(interpreter: &Interpreter) {
    let python = interpreter.path.to_str().unwrap();
    for (name, id, en, zh) in WRONG {
        let script = file(&format!("tests/{name}"));
        let output = command(&["watch", "--until", "finding", "--json", "--", python, &script]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let events = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let all: Vec<Value> = events.filter(|event| event["kind"] == "finding").collect();
        let found = all.iter().find(|found| found["id"] == id);
        let found = found.unwrap_or_else(|| panic!("{name} on {}: no {id} in {all:?}", interpreter.title()));
        let says = |tongue: &str| found["sentence"][tongue].as_str().unwrap().to_string();
        assert!(says("en").contains(en), "{name}: {}", says("en"));
        assert!(says("zh").contains(zh), "{name}: {}", says("zh"));
        let waits = found["waits"].as_array().into_iter().flatten();
        let placed = waits.filter(|wait| wait["circle"] == true || found["id"] != "nobody_can_move");
        assert!(placed.into_iter().all(|wait| wait["line"].is_i64() || wait["object"].is_string()), "{name}: {found}");
    }
}

/// Each piece is written at once, and several processes write the same pieces: all is told once, by who has written it.
#[test]
fn what_is_written_without_a_buffer_is_told_once() {
    interpreters::some(|interpreter| print_without_a_buffer(interpreter.path.to_str().unwrap()));
}

fn print_without_a_buffer(python: &str) {
    let script = file("tests/told/prints_unbuffered.py");
    let lines = |count: i64, line: &dyn Fn(i64) -> String| (0..count).map(line).collect::<String>();
    let child = |number| lines(30, &|line| format!("child {number} line {line}\n"));
    let main = lines(40, &|line| format!("main {line} {}\n", line * line));
    let main = main + &lines(30, &|line| format!("main again {line}\n")) + "the end\n";
    let wanted = [("child", child(0)), ("child-2", child(1)), ("child-3", child(2)), ("main", main)];
    for _ in 0..50 {
        let mut watch = command(&["watch", "--json", "--", python, &script]);
        let answer = binary::answer(watch.env("PYTHONUNBUFFERED", "1"));
        let mut told = BTreeMap::new();
        for event in answer.json().iter().filter(|event| event["kind"] == "output") {
            let who = event["actor"].as_str().unwrap_or("nobody").to_string();
            told.entry(who).or_insert_with(String::new).push_str(event["text"].as_str().unwrap());
        }
        assert_eq!(told, wanted.iter().map(|(who, text)| (who.to_string(), text.clone())).collect());
    }
}

/// There is room for 2,048 actors, the keeper among them, and 4,096 numbers of objects.
#[test]
fn what_there_is_no_room_for_is_said_once_with_its_number() {
    interpreters::some(|interpreter| count_those_that_do_not_fit(interpreter.path.to_str().unwrap()));
}

fn count_those_that_do_not_fit(python: &str) {
    let script = file("tests/told/more_than_fit.py");
    let answer = binary::ask(&["watch", "--json", "--", python, &script]);
    let told = answer.json();
    let of = |kind: &str| told.iter().filter(|event| event["kind"] == kind).collect::<Vec<_>>();
    let odd: Vec<&str> = of("oddity").into_iter().map(|event| event["what"].as_str().unwrap()).collect();
    let (threads, locks) = (2500 - of("thread.start").len(), 5000 - of("lock.create").len());
    assert!(threads >= 2500 - 2046 && locks >= 5000 - 4095, "{threads} {locks}");
    assert_eq!(odd.len(), 2, "{odd:?}");
    assert!(odd.iter().any(|what| what.contains("2048 actors") && what.contains(&format!("{threads} that"))));
    assert!(odd.iter().any(|what| what.contains("4096 objects") && what.contains(&format!("{locks} others"))));
    assert_eq!((answer.status, of("output").is_empty()), (0, false));
}

#[test]
fn a_program_that_is_not_there_is_refused() {
    let answer = binary::ask(&["watch", "--", "no-such-program"]);
    assert_eq!(answer.status, 2);
    assert!(answer.err.contains("no-such-program is no program that can be run"), "{}", answer.err);
}

#[test]
#[ignore = "slow: every script on every interpreter of this machine, with every start method"]
fn every_cpython_is_left_alone() {
    interpreters::every(|interpreter| {
        find_each(interpreter);
        compare(interpreter, &["fork", "spawn", "forkserver"]);
    });
}
