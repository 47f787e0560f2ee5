//! strace as a witness: the processes that it sees, who made them and how they ended are those of the events.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;
use std::str::FromStr;

use forklore::lessons::TABLE;
use forklore::model::{Event, Field, Kind};
use libtest_mimic::Trial;
use nix::sys::signal::Signal;

use crate::engine::Engine;
use crate::play::{is_clean, pids};
use crate::test;

pub fn tests() -> Vec<Trial> {
    if Command::new("strace").arg("--version").output().is_err() {
        let skipped = Trial::test("traced::SKIPPED_because_strace_is_not_installed", || Ok(()));
        return vec![skipped.with_ignored_flag(true)];
    }
    let mut tests = Vec::new();
    for program in ["statuses", "orphan", "everything"] {
        let command = move || {
            let mut command = strace(program);
            command.arg(std::env::current_exe().unwrap()).args(["--engine", program]);
            command
        };
        tests.push(test(&format!("traced::{program}"), move || agrees(program, command())));
    }
    for row in TABLE.iter().filter(|row| !row.programs.is_empty()) {
        let command = || {
            let mut command = strace(row.id);
            command.arg(env!("CARGO_BIN_EXE_forklore")).args(["run", row.id, "--json"]);
            command
        };
        tests.push(test(&format!("traced::the_lesson_{}", row.id), move || agrees(row.id, command())));
    }
    tests.push(test("traced::every_order_of_an_exploration_is_three_processes", three_processes_an_order));
    tests
}

/// Two sellers with two tickets each have 70 orders. Each is a main and two children of it, made for it alone; beyond the
/// 70 there are only repetitions, by which a program is known to do the same again.
fn three_processes_an_order() {
    let mut command = strace("explore");
    let words = ["explore", "race", "--set", "tickets=2", "--no-reduction", "--json"];
    let output = command.arg(env!("CARGO_BIN_EXE_forklore")).args(words).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains(r#""schedules":70,"complete":true,"inexact":0"#));
    let trace = Trace::of(&fs::read_to_string(file("explore")).unwrap());
    let made_by = |maker: &i32| trace.makers.values().filter(|by| *by == maker).count();
    let forklore = trace.makers.values().copied().find(|pid| !trace.makers.contains_key(pid)).unwrap();
    let below = |above: i32| trace.makers.iter().filter(move |(_, by)| **by == above).map(|(pid, _)| *pid);
    let mains: Vec<i32> = below(forklore).flat_map(below).collect();
    assert!((70..=80).contains(&mains.len()), "{} runs", mains.len());
    assert!(mains.iter().all(|main| made_by(main) == 2));
    fs::remove_file(file("explore")).unwrap();
}

fn file(name: &str) -> String {
    format!("{}/{name}-{}.strace", env!("CARGO_TARGET_TMPDIR"), std::process::id())
}

fn strace(name: &str) -> Command {
    let mut command = Command::new("strace");
    command.args(["-f", "-e", "trace=fork,vfork,clone,clone3", "-o", &file(name)]);
    command
}

/// A process: who made it, and how it ended.
type Lives = BTreeMap<i32, (i32, Option<i32>)>;

fn agrees(name: &str, mut command: Command) {
    let lines = Engine::of(&mut command).finish();
    let events: Vec<Event> = lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let trace = Trace::of(&fs::read_to_string(file(name)).unwrap());
    let (_, main) = crate::play::only(&events, |event| {
        event.kind == Kind::ProcessStart && event.actor.as_ref().is_some_and(|name| name.as_str() == "main")
    });
    let keeper = main.int(Field::Ppid).unwrap() as i32;
    is_clean(&events);
    let seen = trace.below(keeper);
    let mut told = told(&events, keeper);
    for (pid, (maker, status)) in &mut told {
        // A parent in the middle of its wait(2), killed together with its child, may have collected it: the status goes with it.
        if status.is_none() && seen.get(maker).is_some_and(|(_, end)| *end == Some(-9)) {
            *status = seen[pid].1;
        }
    }
    assert_eq!(told, seen);
    let threads = events.iter().filter(|event| event.kind == Kind::ThreadStart);
    let threads: BTreeSet<i32> = threads.map(|start| start.tid.unwrap()).collect();
    assert_eq!(threads, trace.threads_below(keeper));
    fs::remove_file(file(name)).unwrap();
}

/// Who made whom, and how all ended, by the events.
fn told(events: &[Event], keeper: i32) -> Lives {
    let pids = pids(events);
    let forks = events.iter().filter(|event| matches!(event.kind, Kind::ProcessFork | Kind::ProcessSpawn));
    let maker: BTreeMap<&str, i32> =
        forks.map(|fork| (fork.text(Field::Child).unwrap(), fork.pid.unwrap())).chain([("main", keeper)]).collect();
    let exits = events.iter().filter(|event| event.kind == Kind::ProcessExit);
    let status: BTreeMap<&str, Option<i32>> =
        exits.map(|exit| (exit.actor.as_ref().unwrap().as_str(), exit.status())).collect();
    pids.iter().map(|(name, pid)| (*pid, (maker[name.as_str()], status[name.as_str()]))).collect()
}

/// What strace saw.
#[derive(Default)]
struct Trace {
    makers: BTreeMap<i32, i32>,
    ends: BTreeMap<i32, i32>,
    /// Threads, and the process that each is in.
    threads: BTreeMap<i32, i32>,
}

impl Trace {
    fn of(text: &str) -> Trace {
        let mut trace = Trace::default();
        let mut open: BTreeMap<i32, &str> = BTreeMap::new();
        for line in text.lines() {
            let (pid, what) = line.split_once(' ').unwrap();
            let (pid, what) = (pid.parse().unwrap(), what.trim());
            if let Some(end) = what.strip_prefix("+++ ") {
                trace.ends.extend(status(end).map(|status| (pid, status)));
            } else if let Some(call) = what.strip_suffix("<unfinished ...>") {
                open.insert(pid, call);
            } else if what.starts_with("<... ") {
                trace.call(pid, open.remove(&pid).unwrap_or(""), what);
            } else {
                trace.call(pid, what, what);
            }
        }
        trace
    }

    /// A call that makes a thread or a process, and what it returned.
    fn call(&mut self, by: i32, call: &str, returned: &str) {
        let Some(made) = returned.rsplit_once("= ").and_then(|(_, made)| made.trim().parse().ok()) else { return };
        let by = self.threads.get(&by).copied().unwrap_or(by);
        if call.contains("CLONE_THREAD") {
            self.threads.insert(made, by);
        } else if made > 0 {
            self.makers.insert(made, by);
        }
    }

    fn is_below(&self, pid: i32, root: i32) -> bool {
        std::iter::successors(self.makers.get(&pid), |pid| self.makers.get(pid)).any(|above| *above == root)
    }

    fn below(&self, root: i32) -> Lives {
        let all = self.makers.iter().filter(|(pid, _)| self.is_below(**pid, root));
        all.map(|(pid, maker)| (*pid, (*maker, self.ends.get(pid).copied()))).collect()
    }

    fn threads_below(&self, root: i32) -> BTreeSet<i32> {
        let below = |(_, process): &(&i32, &i32)| self.is_below(**process, root);
        self.threads.iter().filter(below).map(|(thread, _)| *thread).collect()
    }
}

/// `exited with 3 +++`, `killed by SIGTERM +++`: Python's exit code.
fn status(end: &str) -> Option<i32> {
    let word = |rest: &'_ str| rest.split(' ').next().map(str::to_string);
    if let Some(rest) = end.strip_prefix("exited with ") {
        return word(rest)?.parse().ok();
    }
    let signal = Signal::from_str(&word(end.strip_prefix("killed by ")?)?).ok()?;
    Some(-(signal as i32))
}
