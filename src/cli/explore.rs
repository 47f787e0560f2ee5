//! `forklore explore`: every order of a lesson's steps, as lines of JSON or as a table.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::explore::{self, Aim, Outcomes, Plan, Report, Way};
use crate::model::finding::Finding;
use crate::model::json;
use crate::model::report::{Luck, grouped};
use crate::model::tongue::both;
use crate::model::{Both, Lang};

use super::args;
use super::interrupt::{Interrupt, Wanted};
use super::paper::Paper;
use super::refusal::Refusal;
use super::setup::Setup;
use super::trial;

/// Explores, and prints what came out.
pub fn run(args: &args::Explore, setup: &Setup) -> Result<ExitCode, Refusal> {
    let program = &args.program;
    let lesson = trial::lesson(&setup.source, &program.lesson)?;
    let variant = program.variant.as_deref();
    let settings = trial::settings(&lesson, variant, &program.set)?;
    let engine = trial::engine(&lesson, program, setup)?;
    let interpreter = trial::interpreter(engine, program.python.as_deref())?;
    trial::repeats(&lesson)?;
    let (limit, steps, engines) = (args.limit, args.steps, args.jobs);
    let plan = Plan {
        aim: aim(args),
        limit,
        steps,
        engines,
        interpreter: interpreter.as_ref(),
        ..Plan::new(&lesson, variant, &settings)
    };
    let mut paper = Paper::standard();
    let wanted = Wanted::watch().map_err(|error| Refusal::machine(&error.into()))?;
    let found = Found::of(&plan, args, &wanted, &mut paper)?;
    if args.json {
        writeln!(paper, "{}", serde_json::to_string(&End::of(&found))?)?
    } else {
        found.tell(&plan, setup.lang, &mut paper)?
    }
    paper.flush()?;
    Ok(wanted.interrupt().map_or(ExitCode::SUCCESS, Interrupt::exit_code))
}

/// What exploring has found.
struct Found {
    report: Report,
    ordinary: Option<Outcomes>,
    /// How many ordinary runs were asked for.
    asked: usize,
    took: Duration,
}

impl Found {
    fn of(plan: &Plan<'_>, args: &args::Explore, wanted: &Wanted, paper: &mut Paper) -> Result<Found, Refusal> {
        let began = Instant::now();
        let report = orders(plan, args, wanted, paper).map_err(|error| Refusal::machine(&error))?;
        let took = began.elapsed();
        let beside = args.ordinary > 0 && !paper.is_deserted() && wanted.interrupt().is_none();
        let ordinary =
            beside.then(|| ordinary(plan, args, wanted)).transpose().map_err(|error| Refusal::machine(&error))?;
        Ok(Found { report, ordinary, asked: args.ordinary, took })
    }

    /// ```text
    ///    2  right  counter=8
    ///              --schedule seller*2,seller-2*2
    ///    4  wrong  counter=9
    ///              --schedule seller,seller-2,seller*2
    /// 6 of 6 orders, complete, 12 ms
    /// ```
    fn tell(&self, plan: &Plan<'_>, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        for outcome in self.report.outcomes.iter() {
            let mark = if outcome.right { RIGHT } else { WRONG };
            writeln!(out, "{:>8}  {}  {}", outcome.count, mark.get(lang), short(&outcome.name))?;
            writeln!(out, "                 --schedule {}", outcome.schedule)?;
            if let Some(finding) = &outcome.why {
                writeln!(out, "                 {}", finding.sentence.get(lang))?;
            }
        }
        self.summary(plan).iter().try_for_each(|sentence| writeln!(out, "{}", sentence.get(lang)))
    }

    fn summary(&self, plan: &Plan<'_>) -> Vec<Both> {
        let report = &self.report;
        let (Both { en, zh }, took) = (report.reach(), self.took.as_millis());
        let reach = both!("{en}, {took} ms", "{zh}，用时 {took} 毫秒");
        let ordinary = self.ordinary.as_ref().map(|outcomes| {
            let [runs, wrong, asked] = [outcomes.total(), outcomes.wrong(), self.asked].map(grouped);
            match outcomes.total() < self.asked {
                true => both!(
                    "{runs} of {asked} ordinary runs: {wrong} wrong",
                    "普通地运行 {asked} 次，只做了 {runs} 次：出错 {wrong} 次"
                ),
                false => both!("{runs} ordinary runs: {wrong} wrong", "普通地运行 {runs} 次：出错 {wrong} 次"),
            }
        });
        let advice = (!report.complete && report.strange.is_none() && report.refused.is_none())
            .then(|| advice(plan.aim))
            .flatten();
        std::iter::once(reach).chain(report.notes()).chain(ordinary).chain(advice).collect()
    }
}

/// What else may be tried where not all orders were.
fn advice(aim: Aim) -> Option<Both> {
    matches!(aim, Aim::Different | Aim::All).then(|| {
        Both::fixed(
            "more: --limit N; or --preemptions 2 for orders with few preemptions, --random 1000 for random ones",
            "还可以：--limit N 试更多；--preemptions 2 先试抢占少的顺序，--random 1000 随机地试",
        )
    })
}

/// Which orders are meant.
fn aim(args: &args::Explore) -> Aim {
    match (args.preemptions, args.random) {
        (Some(most), _) => Aim::Preempting(most),
        (_, Some(runs)) => Aim::Random { runs, seed: args.seed, depth: args.depth },
        _ if args.no_reduction => Aim::All,
        _ => Aim::Different,
    }
}

/// A name short enough for a line.
fn short(name: &str) -> String {
    const LONG: usize = 60;
    match name.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_string(),
    }
}

const RIGHT: Both = Both::fixed("right", "正确");
const WRONG: Both = Both::fixed("wrong", "错误");

/// Tries every order; with `--json` each run is a line.
fn orders(plan: &Plan<'_>, args: &args::Explore, wanted: &Wanted, paper: &mut Paper) -> anyhow::Result<Report> {
    let mut crew = explore::crew(plan, args.seed)?;
    let mut written = Ok(());
    let report = explore::explore(&mut crew, plan, |report, run, schedule| {
        if args.json {
            let kind = "explore.run";
            let line = Line { kind, n: report.schedules, reason: run.reason, schedule: schedule.to_string() };
            written = serde_json::to_string(&line).map_err(io::Error::from).and_then(|line| writeln!(paper, "{line}"));
        }
        let over = written.is_err() || paper.is_deserted() || wanted.interrupt().is_some();
        if over { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    written?;
    Ok(report)
}

fn ordinary(plan: &Plan<'_>, args: &args::Explore, wanted: &Wanted) -> anyhow::Result<Outcomes> {
    explore::ordinary(&mut explore::session(plan, args.seed)?, plan, args.ordinary, |_| wanted.interrupt().is_none())
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
    /// Orders that were ended after so many steps.
    cut: usize,
    steps: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    preemptions: Option<Preemptions<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    random: Option<Random>,
    #[serde(skip_serializing_if = "Option::is_none")]
    strange: Option<&'a Both>,
    /// How the machine refused a process.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'a str>,
    outcomes: Vec<Came<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ordinary: Option<Ordinary<'a>>,
}

/// Orders by their number of preemptions: with none, with one …
#[derive(Serialize)]
struct Preemptions<'a> {
    most: usize,
    schedules: &'a [usize],
    complete: bool,
}

/// Orders by random priorities.
#[derive(Serialize)]
struct Random {
    seed: u64,
    depth: usize,
    different: usize,
    actors: usize,
    steps: usize,
    chance: f64,
}

/// An outcome, as it stands in the last line.
#[derive(Serialize)]
struct Came<'a> {
    outcome: &'a str,
    right: bool,
    count: usize,
    schedule: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<serde_json::Value>,
}

impl<'a> Came<'a> {
    fn of(outcome: &'a explore::Outcome) -> Came<'a> {
        let finding = outcome.why.as_ref().map(told);
        let schedule = outcome.schedule.to_string();
        Came { outcome: &outcome.name, right: outcome.right, count: outcome.count, schedule, finding }
    }
}

/// A finding, with the fields of its event that say what was found.
fn told(finding: &Finding) -> serde_json::Value {
    let mut event: serde_json::Value = serde_json::from_str(&json::line(&finding.event())).unwrap_or_default();
    if let Some(event) = event.as_object_mut() {
        ["n", "t", "actor", "kind"].iter().for_each(|field| drop(event.remove(*field)));
    }
    event
}

/// Ordinary runs, as they stand in the last line.
#[derive(Serialize)]
struct Ordinary<'a> {
    /// So many were asked for; fewer ran where the machine refused a process, or an interrupt came.
    asked: usize,
    runs: usize,
    wrong: usize,
    outcomes: Vec<Came<'a>>,
}

impl<'a> End<'a> {
    fn of(found: &'a Found) -> End<'a> {
        let report = &found.report;
        let runs = |outcomes: &'a Outcomes| Ordinary {
            asked: found.asked,
            runs: outcomes.total(),
            wrong: outcomes.wrong(),
            outcomes: came(outcomes),
        };
        let (preemptions, random) = ways(report);
        End {
            kind: "explore.end",
            schedules: report.schedules,
            complete: report.complete,
            inexact: report.inexact,
            redundant: report.redundant,
            cut: report.cut,
            steps: report.steps,
            at_least: (!report.complete).then(|| report.at_least()),
            preemptions,
            random,
            strange: report.strange.as_ref(),
            refused: report.refused.as_deref(),
            outcomes: came(&report.outcomes),
            ordinary: found.ordinary.as_ref().map(runs),
        }
    }
}

fn ways(report: &Report) -> (Option<Preemptions<'_>>, Option<Random>) {
    match &report.way {
        Way::Every { .. } => (None, None),
        Way::Preempting { most, levels, exhausted } => {
            (Some(Preemptions { most: *most, schedules: levels, complete: *exhausted }), None)
        }
        Way::Random(luck) => {
            let Luck { seed, depth, actors, steps, different } = *luck;
            (None, Some(Random { seed, depth, different, actors, steps, chance: luck.chance(report.schedules) }))
        }
    }
}

fn came(outcomes: &Outcomes) -> Vec<Came<'_>> {
    outcomes.iter().map(Came::of).collect()
}
