//! The explorer's thread: tries every order beside the loop, and tells how far it has come.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;

use crate::app::exploring::Explored;
use crate::app::{Msg, Wish};
use crate::explore::{self, Plan};
use crate::lesson::{Lesson, Source};
use crate::model::Both;

/// How often it tells.
const EVERY: Duration = Duration::from_millis(100);
/// Most orders that are tried on the screen.
const LIMIT: usize = 20_000;

/// Tries every order, and then so many ordinary runs.
pub(super) fn start(source: Source, wish: Wish, ordinary: usize, sender: Sender<Msg>, going: Arc<AtomicBool>) {
    let work = move || {
        let told = sender.clone();
        if let Err(error) = explore(&source, &wish, ordinary, &sender, &going) {
            let _ = told.send(Msg::Explored(Box::default()));
            let _ = told.send(Msg::Failed(Both::same(format!("{error:#}"))));
        }
    };
    let _ = std::thread::Builder::new().name("explorer".into()).spawn(work);
}

fn explore(
    source: &Source,
    wish: &Wish,
    ordinary: usize,
    sender: &Sender<Msg>,
    going: &AtomicBool,
) -> anyhow::Result<()> {
    let lesson = Lesson::load(source, &wish.lesson).map_err(|fault| anyhow::anyhow!("{fault}"))?;
    let plan = Plan {
        lesson: &lesson,
        variant: wish.variant.as_deref(),
        settings: &wish.settings,
        reduce: true,
        limit: LIMIT,
    };
    let mut session = explore::session(&plan, wish.seed)?;
    let (began, mut told) = (Instant::now(), Instant::now());
    let mut explored = Explored { goes_on: true, ..Explored::default() };
    let report = explore::explore(&mut session, &plan, |report, _, _| {
        if told.elapsed() > EVERY {
            told = Instant::now();
            explored.report = report.clone();
            explored.milliseconds = began.elapsed().as_millis() as u64;
            let _ = sender.send(Msg::Explored(Box::new(explored.clone())));
        }
        if going.load(Ordering::SeqCst) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    explored.milliseconds = began.elapsed().as_millis() as u64;
    explored.report = report;
    if ordinary > 0 {
        let mut session = explore::session(&plan, wish.seed)?;
        explored.ordinary = Some(explore::ordinary(&mut session, &plan, ordinary)?);
    }
    explored.goes_on = false;
    let _ = sender.send(Msg::Explored(Box::new(explored)));
    Ok(())
}
