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
use crate::run::interpreter::Interpreter;

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

/// What is explored: a lesson as it is wished for, and the interpreter that runs it, where not the native engine does.
pub(super) struct Subject {
    /// Where the lesson comes from.
    pub source: Source,
    /// What is wished for.
    pub wish: Wish,
    /// The interpreter.
    pub interpreter: Option<Interpreter>,
}

/// Tries orders, or performs ordinary runs.
pub(super) fn start(subject: Subject, work: Work, sender: Sender<Msg>, going: Arc<AtomicBool>) {
    let work = move || {
        let told = sender.clone();
        let done = match work {
            Work::Orders(aim) => explore(&subject, aim, &sender, &going),
            Work::Ordinary(times) => run_ordinary(&subject, times, &sender, &going),
        };
        if let Err(error) = done {
            let _ = told.send(Msg::Explored(Box::default()));
            let _ = told.send(Msg::Failed(Both::same(format!("{error:#}"))));
        }
    };
    let _ = std::thread::Builder::new().name("explorer".into()).spawn(work);
}

impl Subject {
    fn plan<'a>(&'a self, lesson: &'a Lesson) -> Plan<'a> {
        let Subject { wish, interpreter, .. } = self;
        let plan = Plan::new(lesson, wish.variant.as_deref(), &wish.settings);
        Plan { limit: LIMIT, engines: 0, interpreter: interpreter.as_ref(), ..plan }
    }

    fn lesson(&self) -> anyhow::Result<Lesson> {
        Lesson::load(&self.source, &self.wish.lesson).map_err(|fault| anyhow::anyhow!("{fault}"))
    }
}

fn explore(subject: &Subject, aim: Aim, sender: &Sender<Msg>, going: &AtomicBool) -> anyhow::Result<()> {
    let (lesson, wish) = (subject.lesson()?, &subject.wish);
    let plan = Plan { aim, ..subject.plan(&lesson) };
    let mut crew = explore::crew(&plan, wish.seed)?;
    let (began, mut told) = (Instant::now(), Instant::now());
    let (variant, settings) = (wish.variant.as_deref(), &wish.settings);
    let challenge = lesson.challenges.iter().find(|challenge| challenge.is_about(variant, settings));
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

fn run_ordinary(subject: &Subject, times: usize, sender: &Sender<Msg>, going: &AtomicBool) -> anyhow::Result<()> {
    let lesson = subject.lesson()?;
    let plan = subject.plan(&lesson);
    let mut session = explore::session(&plan, subject.wish.seed)?;
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
