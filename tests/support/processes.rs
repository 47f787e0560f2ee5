//! Programs on the native primitives, run in real processes: each proves itself by what it returns, and its events prove
//! the rest. A file of them starts itself again as the keeper, so it has `harness = false` and a `main` of its own that calls [`run_all`].

use std::time::{Duration, Instant};

use forklore::model::{Event, Field, Kind, Log, need};
use forklore::mp::{Exception, Run};
use forklore::run::keeper::{Program, become_keeper_if_asked};
use forklore::run::{self, Feed, Request};
use forklore::wire::order::Order;

/// A program and what its run must show.
pub struct Trial {
    pub name: &'static str,
    pub main: fn(&Run) -> Result<(), Exception>,
    pub shows: fn(&[Event]),
}

/// How long a run may take before it counts as stuck.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs all trials, or those whose names contain an argument. Never returns in a keeper.
pub fn run_all(trials: &'static [Trial], programs: fn(&str, &str) -> Option<Program>) {
    become_keeper_if_asked(programs);
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.iter().any(|arg| arg == "--list") {
        trials.iter().for_each(|trial| println!("{}: test", trial.name));
        return;
    }
    let wanted: Vec<&String> = args.iter().filter(|arg| !arg.starts_with('-')).collect();
    for trial in trials.iter().filter(|trial| wanted.is_empty() || wanted.iter().any(|name| trial.name.contains(*name)))
    {
        let events = events_of(trial.name);
        ends_well(trial.name, &events);
        let odd = events.iter().find(|event| matches!(event.kind, Kind::Lost | Kind::Oddity));
        assert!(odd.is_none(), "{}: {odd:?}", trial.name);
        (trial.shows)(&events);
        println!("test {} ... ok", trial.name);
    }
}

/// The program of a name.
pub fn program(trials: &[Trial], name: &str) -> Option<Program> {
    let trial = trials.iter().find(|trial| trial.name == name)?;
    Some(Program { main: trial.main, file: "trial.rs".into() })
}

/// What to ask the engine for: one of the trials.
pub fn request(name: &str) -> Request {
    let order = Order {
        lesson: "trial".into(),
        program: name.into(),
        variant: None,
        knobs: Vec::new(),
        seed: 1,
        gating: None,
        quiet: false,
        execute: None,
    };
    Request::of(order, Default::default(), "trial.py")
}

fn events_of(name: &str) -> Vec<Event> {
    let run = run::start(request(name)).expect("this machine can run processes");
    let began = Instant::now();
    let mut log = Log::new();
    let mut moved = Instant::now();
    loop {
        match run.feed.recv_timeout(Duration::from_millis(100)) {
            Ok(Feed::Events(events)) => {
                if events.iter().any(|event| event.kind != Kind::Sample) {
                    moved = Instant::now();
                }
                log.extend(events);
            }
            Ok(Feed::Ended) => break,
            _ => {}
        }
        let still = moved.elapsed() > Duration::from_secs(1) && need::nobody_can_move(log.world());
        if still || began.elapsed() > PATIENCE {
            run.stop(if still { "hang" } else { "limit" });
        }
    }
    log.iter().cloned().collect()
}

/// It has come to its end by itself, and proved what it was to prove.
pub fn ends_well(name: &str, events: &[Event]) {
    let end = events.last().expect("a run has an end");
    assert_eq!(end.text(Field::Reason), Some("done"), "{name}: {}", last(events));
    assert_eq!(end.int(Field::Status), Some(0), "{name}: {}", last(events));
}

/// The last things that were said, to see where it went wrong.
fn last(events: &[Event]) -> String {
    let said = events.iter().filter(|event| event.kind != Kind::Sample);
    let lines: Vec<String> = said.map(forklore::model::json::line).collect();
    lines[lines.len().saturating_sub(12)..].join("\n")
}

/// An error of a trial's own.
pub fn wrong(what: impl Into<String>) -> Exception {
    Exception::new("AssertionError", what)
}

/// Returns an error from a trial unless both are the same.
#[macro_export]
macro_rules! same {
    ($got:expr, $wanted:expr) => {
        let (got, wanted) = (&$got, &$wanted);
        if got != wanted {
            return Err($crate::support::processes::wrong(format!("{got:?}, and not {wanted:?}")));
        }
    };
}
