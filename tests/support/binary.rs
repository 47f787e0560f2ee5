//! The real binary, run as a learner would, away from the settings and the language of whoever runs the tests.
#![allow(dead_code)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

/// A command line of forklore, in English, with a home of its own.
pub fn forklore(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_forklore"));
    command.args(words).stdin(Stdio::null()).env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command
        .env("HOME", directory("home"))
        .env("XDG_CACHE_HOME", kept())
        .env("TERM", "xterm-256color")
        .env("LC_ALL", "C.UTF-8");
    command
}

/// Where what is compiled of the probe is kept, for all tests.
fn kept() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cache")
}

/// What came of a command.
pub struct Answer {
    pub status: i32,
    pub out: String,
    pub err: String,
}

/// Runs it to its end.
pub fn answer(command: &mut Command) -> Answer {
    read(command.output().unwrap())
}

/// What a command that is over has said.
pub fn read(output: Output) -> Answer {
    let Output { status, stdout, stderr } = output;
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Answer { status: status.code().unwrap_or(-1), out: text(stdout), err: text(stderr) }
}

/// Runs `forklore` with these words.
pub fn ask(words: &[&str]) -> Answer {
    answer(&mut forklore(words))
}

impl Answer {
    /// Its standard output as JSON lines.
    pub fn json(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"))).collect()
    }
}

/// An empty directory that nobody else uses.
pub fn directory(name: &str) -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}-{number}", std::process::id()));
    fs::create_dir_all(&path).unwrap();
    path
}

/// A file of this checkout.
pub fn file(path: &str) -> String {
    format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))
}

/// Lines that are numbered without a gap, in the order of time, from the beginning of a run to its end.
pub fn is_whole(events: &[Value]) {
    assert_eq!(events.first().unwrap()["kind"], "run.start");
    assert_eq!(events.last().unwrap()["kind"], "run.end");
    for (n, event) in events.iter().enumerate() {
        assert_eq!(event["n"], n);
    }
    let times = events.iter().map(|event| event["t"].as_u64().unwrap());
    assert!(times.is_sorted(), "time goes backwards");
}

/// The claims that were judged, and what they came to.
pub fn verdicts(events: &[Value]) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_string();
    let claims = events.iter().filter(|event| event["kind"] == "claim");
    claims.map(|claim| (text(&claim["id"]), text(&claim["verdict"]))).collect()
}

/// How many things there are in a directory.
pub fn entries(directory: &Path) -> usize {
    fs::read_dir(directory).unwrap().count()
}
