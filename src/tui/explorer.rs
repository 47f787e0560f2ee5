//! The explorer's thread: tries every order beside the loop, and tells how far it has come.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;

use crate::app::exploring::Explored;
use crate::app::{Msg, Wish};
use crate::explore::{self, Plan};
use crate::lesson::claim::Case;
use crate::lesson::{Challenge, Lesson, Source};
use crate::model::Both;
use crate::model::report::Aim;

/// How often it tells.
const EVERY: Duration = Duration::from_millis(100);
/// Most orders that are tried on the screen.
const LIMIT: usize = 20_000;

/// Longest time that ordinary runs may take: those that sleep a lot are fewer then, and it says how many there were.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is to be done.
pub(super) enum Work {
    /// Orders.
    Orders(Aim),
    /// So many ordinary runs.
    Ordinary(usize),
}

/// Tries orders, or performs ordinary runs.
pub(super) fn start(source: Source, wish: Wish, work: Work, sender: Sender<Msg>, going: Arc<AtomicBool>) {
    let work = move || {
        let told = sender.clone();
        let done = match work {
            Work::Orders(aim) => explore(&source, &wish, aim, &sender, &going),
            Work::Ordinary(times) => run_ordinary(&source, &wish, times, &sender, &going),
        };
        if let Err(error) = done {
            let _ = told.send(Msg::Explored(Box::default()));
            let _ = told.send(Msg::Failed(Both::same(format!("{error:#}"))));
        }
    };
    let _ = std::thread::Builder::new().name("explorer".into()).spawn(work);
}

fn plan<'a>(lesson: &'a Lesson, wish: &'a Wish) -> Plan<'a> {
    Plan { limit: LIMIT, engines: 0, ..Plan::new(lesson, wish.variant.as_deref(), &wish.settings) }
}

fn lesson(source: &Source, wish: &Wish) -> anyhow::Result<Lesson> {
    Lesson::load(source, &wish.lesson).map_err(|fault| anyhow::anyhow!("{fault}"))
}

fn explore(source: &Source, wish: &Wish, aim: Aim, sender: &Sender<Msg>, going: &AtomicBool) -> anyhow::Result<()> {
    let lesson = lesson(source, wish)?;
    let plan = Plan { aim, ..plan(&lesson, wish) };
    let mut crew = explore::crew(&plan, wish.seed)?;
    let (began, mut told) = (Instant::now(), Instant::now());
    let challenge = lesson.challenges.iter().find(|challenge| challenge.variant == wish.variant);
    let mut explored = Explored { goes_on: true, reached: challenge.map(|_| 0), ..Explored::default() };
    let report = explore::explore(&mut crew, &plan, |report, run, _| {
        let is_won = |challenge: &Challenge| challenge.is_won(&Case::new(&run.events, &wish.settings));
        if run.reason != "stopped" && challenge.is_some_and(is_won) {
            explored.reached = explored.reached.map(|reached| reached + 1);
        }
        if told.elapsed() > EVERY {
            told = Instant::now();
            explored.report = report.clone();
            explored.milliseconds = began.elapsed().as_millis() as u64;
            let _ = sender.send(Msg::Explored(Box::new(explored.clone())));
        }
        if going.load(Ordering::SeqCst) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    // Who broke it off wants no more of it; something else may be under way.
    if !going.load(Ordering::SeqCst) {
        return Ok(());
    }
    explored.milliseconds = began.elapsed().as_millis() as u64;
    explored.report = report;
    explored.goes_on = false;
    let _ = sender.send(Msg::Explored(Box::new(explored)));
    Ok(())
}

fn run_ordinary(
    source: &Source,
    wish: &Wish,
    times: usize,
    sender: &Sender<Msg>,
    going: &AtomicBool,
) -> anyhow::Result<()> {
    let lesson = lesson(source, wish)?;
    let plan = plan(&lesson, wish);
    let mut session = explore::session(&plan, wish.seed)?;
    let (began, mut told) = (Instant::now(), Instant::now());
    let outcomes = explore::ordinary(&mut session, &plan, times, |outcomes| {
        if told.elapsed() > EVERY {
            told = Instant::now();
            let _ = sender.send(Msg::Ordinary(Box::new(outcomes.clone()), false));
        }
        going.load(Ordering::SeqCst) && began.elapsed() < PATIENCE
    })?;
    let _ = sender.send(Msg::Ordinary(Box::new(outcomes), true));
    Ok(())
}
