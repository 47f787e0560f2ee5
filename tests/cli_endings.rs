//! How a run without a screen ends before its time: signals, limits, readers that leave; and that nothing stays behind.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

#[path = "support/binary.rs"]
mod binary;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use binary::{ask, directory, entries, forklore, is_whole, verdicts};
use forklore::lessons::TABLE;
use forklore::run::interpreter::Interpreter;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

/// A run under way, read line by line.
struct Started {
    child: Child,
    lines: BufReader<std::process::ChildStdout>,
}

impl Started {
    fn new(words: &[&str]) -> Started {
        let mut child = forklore(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Started { child, lines }
    }

    fn line(&mut self) -> Value {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    /// Every process below forklore that tells, the keeper too.
    fn processes(&self) -> BTreeSet<i32> {
        let mut found = BTreeSet::new();
        let mut open = vec![self.child.id() as i32];
        while let Some(pid) = open.pop() {
            let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
            let lists = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
            for child in
                lists.flat_map(|list| list.split_whitespace().map(|pid| pid.parse().unwrap()).collect::<Vec<i32>>())
            {
                found.insert(child);
                open.push(child);
            }
        }
        found
    }
}

/// Waits until none of these is alive.
fn all_gone(processes: &BTreeSet<i32>) {
    let began = Instant::now();
    while processes.iter().any(|pid| Path::new(&format!("/proc/{pid}")).exists()) {
        assert!(began.elapsed() < Duration::from_secs(60), "of {processes:?} some are alive");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_reader_that_leaves_ends_it_quietly() {
    let mut run = Started::new(&["run", "fork", "--json"]);
    assert_eq!(run.line()["kind"], "run.start");
    let processes = run.processes();
    drop(run.lines);
    let status = run.child.wait().unwrap();
    let mut said = String::new();
    run.child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((status.code(), said.as_str()), (Some(0), ""));
    all_gone(&processes);
}

fn interrupted_by(signal: Signal) -> i32 {
    let mut run = Started::new(LONG);
    let mut events: Vec<Value> = (0..5).map(|_| run.line()).collect();
    let processes = run.processes();
    assert!(processes.len() >= 2, "the keeper and main are there");
    kill(Pid::from_raw(run.child.id() as i32), signal).unwrap();
    let mut rest = String::new();
    run.lines.read_to_string(&mut rest).unwrap();
    events.extend(rest.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
    is_whole(&events);
    assert_eq!(events.last().unwrap()["reason"], "stopped");
    assert!(verdicts(&events).iter().all(|(_, verdict)| verdict != "broken"), "what was stopped breaks nothing");
    all_gone(&processes);
    run.child.wait().unwrap().code().unwrap()
}

/// A run of some seconds.
const LONG: &[&str] = &["run", "queue", "--json"];

#[test]
fn ctrl_c_and_a_request_to_terminate_end_it_in_order() {
    assert_eq!(interrupted_by(Signal::SIGINT), 130);
    assert_eq!(interrupted_by(Signal::SIGTERM), 143);
    assert_eq!(interrupted_by(Signal::SIGHUP), 129);
}

#[test]
fn killed_outright_no_lesson_leaves_anything_behind() {
    for row in TABLE {
        let mut run = Started::new(&["run", row.id, "--json"]);
        (0..10).for_each(|_| drop(run.line()));
        let processes = run.processes();
        run.child.kill().unwrap();
        run.child.wait().unwrap();
        all_gone(&processes);
        assert!(row.id != "queue" || processes.len() >= 2, "the keeper and main were there");
    }
}

/// What is written down for a run on CPython stands in the directory for temporary files, and goes too.
#[test]
fn killed_outright_no_run_on_cpython_leaves_a_file_behind() {
    if let Err(none) = Interpreter::choose(None) {
        eprintln!("SKIPPED: {none}");
        return;
    }
    let sleeps = ["watch", "--json", "--", "python3", "-c", "print(1, flush=True); import time; time.sleep(0.5)"];
    for words in [&["run", "queue", "--engine", "python", "--json"][..], &sleeps] {
        let temporary = directory("temporary");
        let mut command = forklore(words);
        command.env("TMPDIR", &temporary).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        (0..2).for_each(|_| drop(lines.next().unwrap().unwrap()));
        assert_eq!(entries(&temporary), 1, "the run's own directory");
        child.kill().unwrap();
        child.wait().unwrap();
        let began = Instant::now();
        while entries(&temporary) > 0 {
            assert!(began.elapsed() < Duration::from_secs(60), "{words:?} left something in {temporary:?}");
            std::thread::sleep(Duration::from_millis(5));
        }
        std::fs::remove_dir(&temporary).unwrap();
    }
}

#[test]
fn a_limit_of_time_ends_it_and_says_so() {
    let mut words = LONG.to_vec();
    words.extend(["--time-limit", "0.2"]);
    let events = ask(&words).json();
    is_whole(&events);
    assert_eq!(events.last().unwrap()["reason"], "limit");
    assert!(events.iter().any(|event| event["kind"] == "finding" && event["id"] == "limit"));
}

#[test]
fn a_hang_is_ended_after_a_second_and_named() {
    let answer = ask(&["run", "pipe", "--variant", "forgotten-end", "--json"]);
    assert_eq!(answer.status, 0, "this program is meant to hang: {}", answer.err);
    let events = answer.json();
    is_whole(&events);
    assert_eq!(events.last().unwrap()["reason"], "hang");
    let finding = events.iter().find(|event| event["kind"] == "finding").unwrap();
    assert_eq!(finding["id"], "nobody_can_move");
    assert!(finding["sentence"]["en"].as_str().unwrap().contains("main waits for a message"), "{finding}");
    assert_eq!(finding["actors"][0], "main");
    is_ended_by_forklore(&events, "hang", 1);
    let plain = ask(&["run", "pipe", "--variant", "forgotten-end", "--plain"]).out;
    assert!(plain.contains("nobody can move: forklore ends the one process that is left, with SIGKILL"), "{plain}");
    assert!(plain.contains("is ended by forklore (status -9, SIGKILL)"), "{plain}");
}

#[test]
fn an_order_that_hangs_is_ended_by_forklore_and_told_so() {
    let answer = ask(&["run", "deadlock", "--schedule", "transfer,transfer-2", "--json"]);
    let events = answer.json();
    is_whole(&events);
    is_ended_by_forklore(&events, "hang", 3);
}

/// Before anybody is ended it is told why, how, and how many are left; from there on every end is forklore's.
fn is_ended_by_forklore(events: &[serde_json::Value], reason: &str, left: usize) {
    let stop = events.iter().position(|event| event["kind"] == "run.stop").expect("a stop");
    let told = &events[stop];
    assert_eq!((&told["reason"], &told["signal"], &told["count"]), (&reason.into(), &"SIGKILL".into(), &left.into()));
    let ends: Vec<_> = events[stop..].iter().filter(|event| event["kind"] == "process.exit").collect();
    assert_eq!(ends.len(), left, "{ends:?}");
    assert!(ends.iter().all(|end| end["by"] == "forklore"), "{ends:?}");
}
