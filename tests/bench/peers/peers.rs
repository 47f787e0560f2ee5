//! Peers: every order of one race, by real processes, and by those that try orders inside one process.
//!
//! `cargo run --release --manifest-path tests/bench/peers/Cargo.toml`. Beside it: loom and shuttle on the same race.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on may panic")]

#[path = "../race.rs"]
mod race;
#[path = "../ratio.rs"]
#[allow(dead_code, reason = "less of it is needed here")]
mod ratio;
#[path = "../trial.rs"]
mod trial;

use std::ops::ControlFlow;

use forklore::explore::{self, Aim, Crew, Plan};
use forklore::lesson::{Lesson, Source};
use forklore::run::Session;
use forklore::run::keeper::{Program, become_keeper_if_asked};
use ratio::{Ratio, seconds_each};

const MILLI: (&str, f64) = ("ms", 1e-3);

fn main() {
    become_keeper_if_asked(|name, program| {
        let own = (name == "orders").then(|| Program { main: race::race, file: "race.rs".into() });
        own.or_else(|| forklore::cli::programs(name, program))
    });
    every_order();
    reduced("one engine", 1);
    reduced("an engine on each core", 0);
}

/// All 20 orders of three steps each, each in three new processes.
fn every_order() {
    let mut session = Session::open(trial::request("orders")).unwrap();
    let orders = race::orders();
    let ours = || seconds_each(1, || orders.iter().for_each(|order| race::perform(&mut session, order)));
    Ratio::of(30, ours, || seconds_each(1, || loom_tries(looks))).print(
        "20 orders of three steps each in real processes against loom on the same race",
        MILLI,
        "2",
    );
}

/// Two sellers of two tickets each: the orders that somebody could tell apart, and what comes of them.
fn reduced(crowd: &str, engines: usize) {
    let lesson = Lesson::load(&Source::Course, "race").unwrap();
    let mut settings = lesson.settings(None);
    settings.set(&lesson.knobs, "tickets=2").unwrap();
    let plan = Plan { aim: Aim::Different, engines, ..Plan::new(&lesson, None, &settings) };
    let mut crew = explore::crew(&plan, 1).unwrap();
    let orders = explored(&mut crew, &plan);
    let mut ours = || seconds_each(1, || assert_eq!(explored(&mut crew, &plan), orders));
    let what = format!("{orders} of 70 orders of four steps each, every outcome of a real run, {crowd},");
    Ratio::of(30, &mut ours, || seconds_each(1, || loom_tries(sells))).print(
        &format!("{what} against loom"),
        MILLI,
        "0.4",
    );
    let shuttle = || seconds_each(1, || _ = shuttle::check_dfs(two_shuttles, None));
    Ratio::of(5, ours, shuttle).print(&format!("{what} against shuttle's depth-first search"), MILLI, "0.02");
}

/// How many orders it took.
fn explored(crew: &mut Crew, plan: &Plan<'_>) -> usize {
    let report = explore::explore(crew, plan, |_, _, _| ControlFlow::Continue(())).unwrap();
    assert!(report.complete && report.strange.is_none() && report.inexact == 0);
    report.schedules
}

type Shared = loom::sync::Arc<loom::sync::atomic::AtomicI64>;

/// Two threads, one number, whatever each does with it.
fn loom_tries(act: fn(&Shared)) {
    loom::model(move || {
        let counter = Shared::new(loom::sync::atomic::AtomicI64::new(10));
        let both = [(); 2].map(|()| {
            let counter = counter.clone();
            loom::thread::spawn(move || act(&counter))
        });
        for one in both {
            one.join().unwrap();
        }
    });
}

/// A read, a write, and a look.
fn looks(counter: &Shared) {
    counter.store(counter.load(LOOM) + 1, LOOM);
    counter.load(LOOM);
}

fn sells(counter: &Shared) {
    for _ in 0..2 {
        counter.store(counter.load(LOOM) - 1, LOOM);
    }
}

const LOOM: loom::sync::atomic::Ordering = loom::sync::atomic::Ordering::SeqCst;

fn two_shuttles() {
    use shuttle::sync::Arc;
    use shuttle::sync::atomic::{AtomicI64, Ordering::SeqCst};
    let counter = Arc::new(AtomicI64::new(10));
    let both = [(); 2].map(|()| {
        let counter = counter.clone();
        shuttle::thread::spawn(move || {
            for _ in 0..2 {
                counter.store(counter.load(SeqCst) - 1, SeqCst);
            }
        })
    });
    for one in both {
        one.join().unwrap();
    }
}
