//! Exploring: every order of a small program, each tried by real processes; of a larger one, the most telling.
//!
//! Depth first over schedules, reduced by independence: dynamic partial-order reduction (Flanagan and Godefroid, POPL
//! 2005) with sleep sets (Godefroid 1996). Where that is too much: those with few preemptions first, or random
//! priorities. An outcome is reported only if a real run showed it.
//!
//! Invariant: knows how to have a run performed, and nothing of how it is done or shown.

mod causes;
mod crew;
mod depth_first;
mod outcome;
mod preemptions;
mod priorities;
mod repeat;
mod search;
mod tree;
#[cfg(test)]
mod trials;

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use crate::lesson::{Case, Lesson, Settings, Verdict};
use crate::model::choices::Choices;
use crate::model::finding::Finding;
use crate::model::schedule::{Schedule, Stand};
use crate::model::{Kind, Log};
use crate::run::interpreter::Interpreter;
use crate::run::{MOST_STEPS, Performance, Request, Session, refused};
use crate::wire::order::Asleep;

pub use crate::model::outcome::{Outcome, Outcomes};
pub use crate::model::report::{Aim, Report, Way};
pub use crew::Crew;
pub use tree::{Strange, Tree};

use depth_first::DepthFirst;
use preemptions::FewPreemptions;
use priorities::RandomOrders;
use search::{Search, Task};

/// What to explore, and how far.
#[derive(Clone)]
pub struct Plan<'a> {
    /// The lesson.
    pub lesson: &'a Lesson,
    /// Its variant.
    pub variant: Option<&'a str>,
    /// Its knobs.
    pub settings: &'a Settings,
    /// Which orders to try.
    pub aim: Aim,
    /// Most orders to try.
    pub limit: usize,
    /// Most steps of a run.
    pub steps: u32,
    /// How many engines; 0: one for each core.
    pub engines: usize,
    /// The interpreter that runs it; `None`: the native engine does.
    pub interpreter: Option<&'a Interpreter>,
}

fn search(aim: Aim) -> Box<dyn Search> {
    match aim {
        Aim::Different => Box::new(DepthFirst::new(true)),
        Aim::All => Box::new(DepthFirst::new(false)),
        Aim::Preempting(most) => Box::new(FewPreemptions::new(most)),
        Aim::Random { runs, seed, depth } => Box::new(RandomOrders::new(runs, seed, depth)),
    }
}

impl<'a> Plan<'a> {
    /// Every order of a lesson's program that somebody could tell apart, on one engine.
    pub fn new(lesson: &'a Lesson, variant: Option<&'a str>, settings: &'a Settings) -> Plan<'a> {
        let aim = Aim::Different;
        Plan { lesson, variant, settings, aim, limit: 10_000, steps: MOST_STEPS, engines: 1, interpreter: None }
    }
}

/// Tries orders, as the plan says. `watch` sees each run as it is done, and may break off.
///
/// # Errors
/// If the runs cannot be performed.
pub fn explore(
    crew: &mut Crew,
    plan: &Plan<'_>,
    mut watch: impl FnMut(&Report, &Performance, &Schedule) -> ControlFlow<()>,
) -> anyhow::Result<Report> {
    let mut search = search(plan.aim);
    let mut tally = Tally::new(plan, search.way());
    loop {
        let tasks = search.next(2 * crew.engines());
        if tasks.is_empty() || tally.report.schedules >= plan.limit {
            // What comes after the last step of a run that was cut, nobody knows.
            tally.report.complete = tasks.is_empty() && search.pending() == 0 && tally.report.cut == 0;
            break;
        }
        let run = match undisturbed(&mut |tasks| crew.perform(tasks), &tasks, tally.report.inexact == 0)? {
            Tried::Whole(run) => run,
            Tried::Refused(how) => {
                tally.report.refused = Some(how);
                tally.report.pending = search.pending().max(1);
                return Ok(tally.close());
            }
        };
        let (name, right) = (outcome::name(plan.lesson, &run), is_right(plan, &run));
        let taken = search.take(&run, (&name, right));
        if let Err(strange) = taken {
            tally.report.strange = Some(strange);
            break;
        }
        let schedule = tally.count(&run, &name, right);
        (tally.report.pending, tally.report.way) = (search.pending(), search.way());
        if watch(&tally.report, &run, &schedule).is_break() {
            return Ok(tally.close());
        }
    }
    if tally.report.strange.is_none() {
        tally.report.strange = repeat::differs(crew, plan, &tally.report, tally.first.as_ref())?;
    }
    Ok(tally.close())
}

/// An order as it was performed.
enum Tried {
    /// By the program alone.
    Whole(Performance),
    /// The machine has refused a process, again and again: how, in the system's words.
    Refused(String),
}

/// How many milliseconds the machine is given before it is asked again for a process that it has refused.
const RESPITES: [u64; 4] = [10, 20, 40, 80];

/// The first of these orders, performed; again where the machine has had a hand in it, by refusing a process or by
/// letting somebody sleep who waits for nothing. Who sleeps a second time is taken as it is: so some programs are.
fn undisturbed(
    perform: &mut dyn FnMut(&[Task]) -> anyhow::Result<Performance>,
    tasks: &[Task],
    is_new: bool,
) -> anyhow::Result<Tried> {
    let mut run = perform(tasks)?;
    if is_new && run.inexact {
        run = perform(&tasks[..1])?;
    }
    for respite in RESPITES {
        if refused::by_the_machine(&run.events).is_none() {
            break;
        }
        std::thread::sleep(Duration::from_millis(respite));
        run = perform(&tasks[..1])?;
    }
    let how = refused::by_the_machine(&run.events).map(str::to_string);
    Ok(how.map_or(Tried::Whole(run), Tried::Refused))
}

/// What has come of an exploration, while it goes on.
struct Tally {
    report: Report,
    choices: Choices,
    first: Option<Performance>,
}

impl Tally {
    /// Most nodes of the tree of choices: a learner does not walk further.
    const NODES: usize = 100_000;

    fn new(plan: &Plan<'_>, way: Way) -> Tally {
        let report = Report { way, steps: plan.steps, ..Report::default() };
        Tally { report, choices: Choices::default(), first: None }
    }

    /// Counts a run; its schedule.
    fn count(&mut self, run: &Performance, name: &str, right: bool) -> Schedule {
        let schedule = Schedule(run.choices.iter().filter_map(|choice| choice.turn().cloned()).collect());
        let report = &mut self.report;
        report.inexact += usize::from(run.inexact);
        if run.reason == "stopped" {
            report.redundant += 1;
            return schedule;
        }
        report.schedules += 1;
        report.cut += usize::from(run.reason == "limit");
        report.outcomes.count(name, right, &schedule, || why(run));
        if self.choices.size() < Tally::NODES {
            self.choices.add(&run.choices, name, right);
        }
        if self.first.is_none() {
            self.first = Some(run.clone());
        }
        schedule
    }

    fn close(self) -> Report {
        Report { choices: Arc::new(self.choices), ..self.report }
    }
}

/// Why nobody can move at the end of a run, where that is so.
fn why(run: &Performance) -> Option<Finding> {
    if run.reason != "hang" {
        return None;
    }
    let log: Log = run.events.iter().cloned().collect();
    log.findings().iter().rfind(|finding| finding.id == "nobody_can_move").cloned()
}

/// Performs so many ordinary runs, in whatever order comes, and gives what came out; fewer if `goes_on` says so,
/// or where the machine refuses a process.
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
        if refused::by_the_machine(&run.events).is_some() {
            break;
        }
        outcomes.count(&outcome::name(plan.lesson, &run), is_right(plan, &run), &Schedule::default(), || None);
    }
    Ok(outcomes)
}

/// A session in which a plan can be carried out.
///
/// # Errors
/// If the lesson cannot be stepped, has no native program, or this machine refuses.
pub fn session(plan: &Plan<'_>, seed: u64) -> anyhow::Result<Session> {
    can_step(plan)?;
    Session::open(request(plan.lesson, plan.variant, plan.settings, seed, plan.interpreter)?)
}

/// The engines that can carry out a plan.
///
/// # Errors
/// If the lesson cannot be stepped, has no native program, or this machine refuses.
pub fn crew(plan: &Plan<'_>, seed: u64) -> anyhow::Result<Crew> {
    let (lesson, variant) = (plan.lesson.clone(), plan.variant.map(str::to_string));
    let settings = plan.settings.clone();
    can_step(plan)?;
    let interpreter = plan.interpreter.cloned();
    let make = move || request(&lesson, variant.as_deref(), &settings, seed, interpreter.as_ref());
    let rules = crew::Rules { choices: choices_of(plan.lesson), steps: plan.steps };
    Crew::open(make, rules, plan.engines)
}

fn request(
    lesson: &Lesson,
    variant: Option<&str>,
    settings: &Settings,
    seed: u64,
    interpreter: Option<&Interpreter>,
) -> anyhow::Result<Request> {
    match interpreter {
        Some(interpreter) => Request::python(lesson, variant, settings, seed, interpreter),
        None => Request::native(lesson, variant, settings, seed),
    }
}

fn can_step(plan: &Plan<'_>) -> anyhow::Result<()> {
    if plan.lesson.can_step() {
        return Ok(());
    }
    anyhow::bail!("{} cannot be taken step by step: its runs hang on real time, or do not repeat", plan.lesson.id)
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
    let told_by = plan.lesson.right_by(plan.variant);
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

#[cfg(test)]
mod tests {
    use super::search::Policy;
    use super::*;
    use crate::model::{Event, Field};

    fn run(refused: bool, inexact: bool) -> Performance {
        let gone = Event::new(Kind::ProcessGone).with(Field::Child, "child").with(Field::Outcome, "EAGAIN");
        let events = if refused { vec![gone] } else { Vec::new() };
        Performance { events, choices: Vec::new(), reason: "done", misfit: None, inexact }
    }

    /// How often an order was performed, and whether it came out undisturbed.
    fn tried(mut runs: Vec<Performance>) -> (usize, bool) {
        let (last, mut count) = (runs.pop().unwrap(), 0);
        let task = Task { schedule: Schedule::default(), asleep: Vec::new(), then: Policy::First };
        let mut perform = |_: &[Task]| {
            count += 1;
            Ok(if runs.is_empty() { last.clone() } else { runs.remove(0) })
        };
        let tried = undisturbed(&mut perform, &[task], true).unwrap();
        (count, matches!(tried, Tried::Whole(_)))
    }

    #[test]
    fn an_order_in_which_a_process_is_refused_is_performed_again_and_never_taken_as_it_is() {
        assert_eq!(tried(vec![run(false, false)]), (1, true));
        assert_eq!(tried(vec![run(true, false), run(true, false), run(false, false)]), (3, true));
        assert_eq!(tried(vec![run(true, false)]), (1 + RESPITES.len(), false));
        assert_eq!(tried(vec![run(false, true)]), (2, true), "who sleeps again is such a program");
    }
}
