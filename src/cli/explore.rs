//! `forklore explore`: every order of a lesson's steps, as lines of JSON or as a table.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::explore::{self, Outcomes, Plan, Report};
use crate::model::finding::Finding;
use crate::model::tongue::both;
use crate::model::{ActorName, Both, Lang, ObjectName};

use super::args;
use super::paper::Paper;
use super::refusal::Refusal;
use super::setup::Setup;
use super::trial;

/// Explores, and prints what came out.
pub fn run(args: &args::Explore, setup: &Setup) -> Result<ExitCode, Refusal> {
    let lesson = trial::lesson(&setup.source, &args.lesson)?;
    let variant = args.variant.as_deref();
    let settings = trial::settings(&lesson, variant, &args.set)?;
    trial::is_native(&lesson, variant)?;
    trial::repeats(&lesson)?;
    let plan = Plan { lesson: &lesson, variant, settings: &settings, reduce: !args.no_reduction, limit: args.limit };
    let mut paper = Paper::standard();
    let found = Found::of(&plan, args, &mut paper)?;
    if args.json {
        writeln!(paper, "{}", serde_json::to_string(&End::of(&found))?)?
    } else {
        found.tell(setup.lang, &mut paper)?
    }
    paper.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// What exploring has found.
struct Found {
    report: Report,
    ordinary: Option<Outcomes>,
    took: Duration,
}

impl Found {
    fn of(plan: &Plan<'_>, args: &args::Explore, paper: &mut Paper) -> Result<Found, Refusal> {
        let began = Instant::now();
        let report = orders(plan, args, paper).map_err(|error| Refusal::machine(&error))?;
        let took = began.elapsed();
        let wanted = args.ordinary > 0 && !paper.is_deserted();
        let ordinary = wanted.then(|| ordinary(plan, args)).transpose().map_err(|error| Refusal::machine(&error))?;
        Ok(Found { report, ordinary, took })
    }

    /// ```text
    ///    2  right  counter=8
    ///              --schedule seller*2,seller-2*2
    ///    4  wrong  counter=9
    ///              --schedule seller,seller-2,seller*2
    /// 6 of 6 orders, complete, 12 ms
    /// ```
    fn tell(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        for outcome in self.report.outcomes.iter() {
            let mark = if outcome.right { RIGHT } else { WRONG };
            writeln!(out, "{:>8}  {}  {}", outcome.count, mark.get(lang), outcome.name)?;
            writeln!(out, "                 --schedule {}", outcome.schedule)?;
            if let Some(why) = &outcome.why {
                writeln!(out, "                 {}", why.sentence.get(lang))?;
            }
        }
        self.summary().iter().try_for_each(|sentence| writeln!(out, "{}", sentence.get(lang)))
    }

    fn summary(&self) -> Vec<Both> {
        let (report, took) = (&self.report, self.took.as_millis());
        let orders = report.schedules;
        let reach = if report.complete {
            both!(
                "{orders} of {orders} orders, complete, {took} ms",
                "共 {orders} 种顺序，已全部试过，用时 {took} 毫秒"
            )
        } else {
            let least = orders + report.pending;
            both!(
                "{orders} of at least {least} orders, {took} ms",
                "至少 {least} 种顺序，试了 {orders} 种，用时 {took} 毫秒"
            )
        };
        let strange = report
            .strange
            .as_ref()
            .map(|what| both!("not decided by the order alone: {what}", "结果不只取决于先后顺序：{what}"));
        let ordinary = self.ordinary.as_ref().map(|outcomes| {
            let (runs, wrong) = (outcomes.total(), outcomes.wrong());
            both!("{runs} ordinary runs: {wrong} wrong", "普通地运行 {runs} 次：出错 {wrong} 次")
        });
        [Some(reach), strange, ordinary].into_iter().flatten().collect()
    }
}

const RIGHT: Both = Both::fixed("right", "正确");
const WRONG: Both = Both::fixed("wrong", "错误");

/// Tries every order; with `--json` each run is a line.
fn orders(plan: &Plan<'_>, args: &args::Explore, paper: &mut Paper) -> anyhow::Result<Report> {
    let mut session = explore::session(plan, args.seed)?;
    let mut written = Ok(());
    let report = explore::explore(&mut session, plan, |report, run, schedule| {
        if args.json {
            let kind = "explore.run";
            let line = Line { kind, n: report.schedules, reason: run.reason, schedule: schedule.to_string() };
            written = serde_json::to_string(&line).map_err(io::Error::from).and_then(|line| writeln!(paper, "{line}"));
        }
        if written.is_err() || paper.is_deserted() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    written?;
    Ok(report)
}

fn ordinary(plan: &Plan<'_>, args: &args::Explore) -> anyhow::Result<Outcomes> {
    explore::ordinary(&mut explore::session(plan, args.seed)?, plan, args.ordinary, |_| true)
}

/// One run, as a line.
#[derive(Serialize)]
struct Line<'a> {
    kind: &'static str,
    n: usize,
    reason: &'a str,
    schedule: String,
}

/// The last line.
#[derive(Serialize)]
struct End<'a> {
    kind: &'static str,
    schedules: usize,
    complete: bool,
    inexact: usize,
    redundant: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    strange: Option<&'a str>,
    outcomes: Vec<Came<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ordinary: Option<Ordinary<'a>>,
}

/// An outcome, as it stands in the last line.
#[derive(Serialize)]
struct Came<'a> {
    outcome: &'a str,
    right: bool,
    count: usize,
    schedule: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<Why<'a>>,
}

impl<'a> Came<'a> {
    fn of(outcome: &'a explore::Outcome) -> Came<'a> {
        let schedule = outcome.schedule.to_string();
        let finding = outcome.why.as_ref().map(Why::of);
        Came { outcome: &outcome.name, right: outcome.right, count: outcome.count, schedule, finding }
    }
}

/// Why nobody can move, as it stands in the last line: the same words as in an event.
#[derive(Serialize)]
struct Why<'a> {
    id: &'a str,
    sentence: &'a Both,
    actors: &'a [ActorName],
    objects: &'a [ObjectName],
}

impl<'a> Why<'a> {
    fn of(finding: &'a Finding) -> Why<'a> {
        Why { id: finding.id, sentence: &finding.sentence, actors: &finding.actors, objects: &finding.objects }
    }
}

/// Ordinary runs, as they stand in the last line.
#[derive(Serialize)]
struct Ordinary<'a> {
    runs: usize,
    wrong: usize,
    outcomes: Vec<Came<'a>>,
}

impl<'a> End<'a> {
    fn of(found: &'a Found) -> End<'a> {
        let Report { schedules, complete, inexact, redundant, pending, .. } = found.report;
        let runs = |outcomes: &'a Outcomes| Ordinary {
            runs: outcomes.total(),
            wrong: outcomes.wrong(),
            outcomes: came(outcomes),
        };
        End {
            kind: "explore.end",
            schedules,
            complete,
            inexact,
            redundant,
            at_least: (!complete).then_some(schedules + pending),
            strange: found.report.strange.as_deref(),
            outcomes: came(&found.report.outcomes),
            ordinary: found.ordinary.as_ref().map(runs),
        }
    }
}

fn came(outcomes: &Outcomes) -> Vec<Came<'_>> {
    outcomes.iter().map(Came::of).collect()
}
