//! CPython: what it costs a program to be watched, beside VizTracer and `strace -f`, with every step accounted for.
//!
//! `cargo bench --bench python`. VizTracer is installed from PyPI into an environment of its own, gone afterwards.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on may panic")]

#[allow(dead_code, reason = "a whole process is timed here, not many small things")]
mod ratio;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use forklore::run::interpreter::Interpreter;
use ratio::Ratio;

const ROUNDS: usize = 7;
const MILLI: (&str, f64) = ("ms", 1e-3);

/// A program, what of it is watched, and how often each of its events comes.
struct Workload {
    file: &'static str,
    what: &'static str,
    /// Of the whole process, from outside.
    whole: &'static str,
    /// Of what the program itself measures.
    inside: &'static str,
    counts: &'static [(&'static str, u64)],
}

const WORKLOADS: [Workload; 3] = [
    Workload {
        file: "items.py",
        what: "20,000 items through a queue",
        whole: "1.10",
        inside: "–",
        counts: &[
            ("queue.put begin", 20_000),
            ("queue.put end", 20_000),
            ("queue.fed", 20_000),
            ("queue.get begin", 20_000),
            ("queue.get end", 20_000),
        ],
    },
    Workload {
        file: "locks.py",
        what: "400,000 contended pairs of a lock",
        whole: "–",
        inside: "1.5; without the compiled emitter 10",
        counts: &[("lock.acquire begin", 400_000), ("lock.acquire end", 400_000), ("lock.release", 400_000)],
    },
    Workload { file: "none.py", what: "a program that uses none of it", whole: "1.05", inside: "–", counts: &[] },
];

fn main() {
    let Ok(python) = Interpreter::choose(None) else {
        println!("SKIPPED all of it: no CPython was found");
        return;
    };
    println!("on {}, {}", python.title(), python.path.display());
    let place = Place::new();
    let peers = [viztracer(&python.path, &place), strace()];
    for workload in &WORKLOADS {
        account(workload, &python.path, &place);
        compare(workload, &python.path, &place, "forklore watch", &watch(), [workload.whole, workload.inside]);
        for (name, peer) in peers.iter().flatten() {
            compare(workload, &python.path, &place, name, peer, ["a peer"; 2]);
        }
    }
}

/// A directory of the measurement's own, gone afterwards.
struct Place(PathBuf);

impl Place {
    fn new() -> Place {
        let place = std::env::temp_dir().join(format!("forklore-bench-{}", std::process::id()));
        fs::create_dir_all(&place).unwrap();
        Place(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Whoever watches: the words before the interpreter's own.
type Watcher = Vec<OsString>;

fn watch() -> Watcher {
    [env!("CARGO_BIN_EXE_forklore"), "watch", "--json", "--"].map(OsString::from).to_vec()
}

fn viztracer(python: &Path, place: &Place) -> Option<(&'static str, Watcher)> {
    let environment = place.0.join("viztracer");
    let done =
        |command: &mut Command| command.stdin(Stdio::null()).output().is_ok_and(|output| output.status.success());
    let made = done(Command::new(python).args(["-m", "venv"]).arg(&environment));
    let inside = environment.join("bin/python");
    if !made || !done(Command::new(&inside).args(["-m", "pip", "install", "-q", "viztracer"])) {
        println!("SKIPPED VizTracer: it could not be installed from PyPI");
        return None;
    }
    let trace = place.0.join("trace.json");
    let words: [&str; 4] = ["-m", "viztracer", "--quiet", "-o"];
    let words = words.iter().map(OsString::from).chain([trace.into_os_string()]);
    Some(("VizTracer", std::iter::once(inside.into_os_string()).chain(words).collect()))
}

fn strace() -> Option<(&'static str, Watcher)> {
    if Command::new("strace").arg("-V").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
        println!("SKIPPED strace: it is not installed");
        return None;
    }
    Some(("strace -f", ["strace", "-f", "-o", "/dev/null"].map(OsString::from).to_vec()))
}

fn program(workload: &Workload) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bench/python").join(workload.file)
}

/// A workload, watched or alone. VizTracer is an interpreter itself.
fn command(workload: &Workload, python: &Path, place: &Place, watcher: &[OsString]) -> Command {
    let is_python = watcher.iter().any(|word| word == "viztracer");
    let own = (!is_python).then(|| python.as_os_str().to_os_string());
    let mut words = watcher.iter().cloned().chain(own);
    let mut command = Command::new(words.next().unwrap());
    command.args(words).arg(program(workload)).arg(place.0.join("took")).stdin(Stdio::null()).stderr(Stdio::null());
    command
}

/// Seconds that it took from outside, and by its own clock.
fn seconds(workload: &Workload, python: &Path, place: &Place, watcher: &[OsString]) -> (f64, f64) {
    let mut command = command(workload, python, place, watcher);
    let start = Instant::now();
    assert!(command.stdout(Stdio::null()).status().unwrap().success(), "{command:?}");
    let whole = start.elapsed().as_secs_f64();
    (whole, fs::read_to_string(place.0.join("took")).unwrap().parse().unwrap())
}

fn compare(workload: &Workload, python: &Path, place: &Place, name: &str, watcher: &[OsString], reach: [&str; 2]) {
    let rounds = if reach[0] == "a peer" { 3 } else { ROUNDS };
    let (mut watched, mut alone) = (Vec::new(), Vec::new());
    let took = |watcher: &[OsString], inside: &mut Vec<f64>| {
        let (whole, own) = seconds(workload, python, place, watcher);
        inside.push(own);
        whole
    };
    Ratio::of(rounds, || took(watcher, &mut watched), || took(&[], &mut alone)).print(
        &format!("{}: {name} against alone, the whole process", workload.what),
        MILLI,
        reach[0],
    );
    let (mut watched, mut alone) = (watched.into_iter(), alone.into_iter());
    Ratio::of(rounds, || watched.next().unwrap(), || alone.next().unwrap()).print(
        &format!("{}: {name} against alone, by its own clock", workload.what),
        MILLI,
        reach[1],
    );
}

/// Every step is told, once, and nothing is lost.
fn account(workload: &Workload, python: &Path, place: &Place) {
    let mut command = command(workload, python, place, &watch());
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let event: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let [kind, phase] = ["kind", "phase"].map(|field| event[field].as_str().unwrap_or_default());
        *counts.entry(format!("{kind} {phase}").trim_end().to_string()).or_default() += 1;
    }
    assert!(child.wait().unwrap().success());
    let count = |what: &str| counts.get(what).copied().unwrap_or_default();
    for (what, expected) in workload.counts {
        // A feeder that has to wait for room tells its step in phases.
        let waited = if *what == "queue.fed" { count("queue.fed end") } else { 0 };
        assert_eq!(count(what) + waited, *expected, "{what} in {counts:?}");
    }
    assert_eq!((count("lost"), count("oddity")), (0, 0), "{counts:?}");
    let told: Vec<String> = workload.counts.iter().map(|(what, count)| format!("{what} {count}")).collect();
    println!(
        "{}: {} events, none lost{}",
        workload.what,
        counts.values().sum::<u64>(),
        told.iter().map(|one| format!(", {one}")).collect::<String>()
    );
}
