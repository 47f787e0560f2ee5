//! Exploring: every order of a small program, each tried by real processes.
//!
//! Depth first over schedules, reduced by independence: dynamic partial-order reduction (Flanagan and Godefroid, POPL
//! 2005) with sleep sets (Godefroid 1996). An outcome is reported only if a real run showed it.
//!
//! Invariant: knows how to have a run performed, and nothing of how it is done or shown.

mod causes;
mod outcome;
mod tree;
#[cfg(test)]
mod trials;

use std::ops::ControlFlow;

use crate::lesson::{Case, Lesson, Settings, Verdict};
use crate::model::Kind;
use crate::model::finding::Finding;
use crate::model::log::Log;
use crate::model::schedule::{Schedule, Stand};
use crate::run::{Performance, Request, Session, Then, gating};
use crate::wire::order::Asleep;

pub use crate::model::outcome::{Outcome, Outcomes, Report};
pub use tree::{Strange, Tree};

/// What to explore, and how far.
pub struct Plan<'a> {
    /// The lesson.
    pub lesson: &'a Lesson,
    /// Its variant.
    pub variant: Option<&'a str>,
    /// Its knobs.
    pub settings: &'a Settings,
    /// Whether orders that nobody can tell apart are tried once only.
    pub reduce: bool,
    /// Most orders to try.
    pub limit: usize,
}

/// Tries every order. `watch` sees each run as it is done, and may break off.
///
/// # Errors
/// If the runs cannot be performed.
pub fn explore(
    session: &mut Session,
    plan: &Plan<'_>,
    mut watch: impl FnMut(&Report, &Performance, &Schedule) -> ControlFlow<()>,
) -> anyhow::Result<Report> {
    let mut tree = Tree::new(plan.reduce);
    let mut report = Report::default();
    loop {
        let order = gating(&tree.schedule(), Then::First, choices_of(plan.lesson));
        let asleep = tree.asleep().iter().map(on_the_wire).collect();
        let run = session.perform(Some(crate::wire::order::Gating { asleep, ..order }))?;
        if let Err(strange) = tree.take(&run.choices, &run.events) {
            report.strange = Some(strange.to_string());
            return Ok(report);
        }
        count(&mut report, plan, &run);
        report.pending = tree.pending();
        let schedule = tree.schedule();
        if watch(&report, &run, &schedule).is_break() || report.schedules >= plan.limit {
            report.complete = !tree.advance();
            return Ok(report);
        }
        if !tree.advance() {
            report.complete = true;
            return Ok(report);
        }
    }
}

/// Performs so many ordinary runs, in whatever order comes, and gives what came out; fewer if `goes_on` says so.
///
/// # Errors
/// If the runs cannot be performed.
pub fn ordinary(
    session: &mut Session,
    plan: &Plan<'_>,
    times: usize,
    mut goes_on: impl FnMut(&Outcomes) -> bool,
) -> anyhow::Result<Outcomes> {
    let mut outcomes = Outcomes::default();
    while outcomes.total() < times && goes_on(&outcomes) {
        let run = session.perform(None)?;
        outcomes.count(&outcome::name(plan.lesson, &run), is_right(plan, &run), &Schedule::default(), || None);
    }
    Ok(outcomes)
}

/// A session in which a plan can be carried out.
///
/// # Errors
/// If the lesson cannot be stepped, has no native program, or this machine refuses.
pub fn session(plan: &Plan<'_>, seed: u64) -> anyhow::Result<Session> {
    if !plan.lesson.can_step() {
        anyhow::bail!("{} cannot be taken step by step: its runs do not repeat", plan.lesson.id);
    }
    Session::open(Request::native(plan.lesson, plan.variant, plan.settings, seed)?)
}

/// Counts a run.
fn count(report: &mut Report, plan: &Plan<'_>, run: &Performance) {
    report.inexact += usize::from(run.inexact);
    if run.reason == "stopped" {
        report.redundant += 1;
        return;
    }
    report.schedules += 1;
    let schedule = Schedule(run.choices.iter().filter_map(|choice| choice.turn().cloned()).collect());
    report.outcomes.count(&outcome::name(plan.lesson, run), is_right(plan, run), &schedule, || why(run));
}

/// Why nobody can move at the end of a run, where that is so.
fn why(run: &Performance) -> Option<Finding> {
    let mut log = Log::new();
    run.events.iter().filter(|_| run.reason == "hang").for_each(|event| log.push(event.clone()));
    log.findings().iter().rfind(|finding| finding.id == "nobody_can_move").cloned()
}

/// The kinds of steps that are choices in a lesson beside those that always are.
pub fn choices_of(lesson: &Lesson) -> Vec<Kind> {
    lesson.head.choices.iter().flat_map(|choice| choice.kinds()).copied().collect()
}

/// Whether a run came out right: it ended by itself, and the lesson's claim that tells right from wrong holds.
fn is_right(plan: &Plan<'_>, run: &Performance) -> bool {
    if run.reason != "done" {
        return false;
    }
    let told_by = plan.lesson.head.right.as_deref().and_then(|id| plan.lesson.claim(id));
    told_by.is_none_or(|claim| claim.judge(&Case::new(&run.events, plan.settings)).verdict != Verdict::Broken)
}

fn on_the_wire(stand: &Stand) -> Asleep {
    Asleep {
        actor: stand.turn.actor.to_string(),
        timeout: stand.turn.timeout,
        kind: stand.kind,
        object: stand.object.as_ref().map(ToString::to_string),
        target: stand.target.as_ref().map(ToString::to_string),
    }
}
