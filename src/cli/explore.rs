//! `forklore explore`: every order of a lesson's steps, as lines of JSON or as a table.

use std::io::{self, BufWriter, Write};
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::time::Instant;

use serde_json::{Value, json};

use crate::explore::{self, Outcomes, Plan, Report};
use crate::lesson::{Lesson, Settings};

use super::args;
use super::refusal::Refusal;
use super::setup::Setup;
use super::trial;

/// Explores, and prints what came out.
pub fn explore(args: &args::Explore, setup: &Setup) -> Result<ExitCode, Refusal> {
    let lesson = trial::lesson(&setup.source, &args.lesson)?;
    let settings = trial::settings(&lesson, args.variant.as_deref(), &args.set)?;
    match attempt(args, &lesson, &settings) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) if is_broken_pipe(&error) => Ok(ExitCode::SUCCESS),
        Err(error) => Err(Refusal::machine(&error)),
    }
}

fn attempt(args: &args::Explore, lesson: &Lesson, settings: &Settings) -> anyhow::Result<()> {
    let plan =
        Plan { lesson, variant: args.variant.as_deref(), settings, reduce: !args.no_reduction, limit: args.limit };
    let began = Instant::now();
    let mut session = explore::session(&plan, args.seed)?;
    let mut out = BufWriter::new(io::stdout());
    let mut written = Ok(());
    let report = explore::explore(&mut session, &plan, |report, run, schedule| {
        if args.json {
            let line = json!({"kind": "explore.run", "n": report.schedules, "reason": run.reason, "schedule": schedule.to_string()});
            written = writeln!(out, "{line}");
        }
        if written.is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    written?;
    let took = began.elapsed();
    let ordinary = match args.ordinary {
        0 => None,
        times => {
            let mut session = explore::session(&plan, args.seed)?;
            Some(explore::ordinary(&mut session, &plan, times)?)
        }
    };
    if args.json {
        writeln!(out, "{}", as_json(&report, ordinary.as_ref()))?;
    } else {
        as_table(&mut out, &report, ordinary.as_ref(), took.as_millis())?;
    }
    out.flush()?;
    Ok(())
}

fn as_json(report: &Report, ordinary: Option<&Outcomes>) -> Value {
    let mut end = json!({
        "kind": "explore.end",
        "schedules": report.schedules,
        "complete": report.complete,
        "inexact": report.inexact,
        "redundant": report.redundant,
        "outcomes": outcomes(&report.outcomes),
    });
    if !report.complete {
        end["at_least"] = json!(report.schedules + report.pending);
    }
    if let Some(strange) = &report.strange {
        end["strange"] = json!(strange.to_string());
    }
    if let Some(ordinary) = ordinary {
        end["ordinary"] = json!({"runs": ordinary.total(), "wrong": ordinary.wrong(), "outcomes": outcomes(ordinary)});
    }
    end
}

fn outcomes(outcomes: &Outcomes) -> Vec<Value> {
    let one = |outcome: &explore::Outcome| json!({"outcome": outcome.name, "right": outcome.right, "count": outcome.count, "schedule": outcome.schedule.to_string()});
    outcomes.iter().map(one).collect()
}

fn as_table(out: &mut impl Write, report: &Report, ordinary: Option<&Outcomes>, took: u128) -> io::Result<()> {
    for outcome in report.outcomes.iter() {
        let mark = if outcome.right { "right" } else { "wrong" };
        writeln!(out, "{:>8} × {mark}  {}", outcome.count, outcome.name)?;
        writeln!(out, "             --schedule {}", outcome.schedule)?;
    }
    let total = report.schedules;
    if report.complete {
        writeln!(out, "{total} of {total} orders, complete, {took} ms")?;
    } else {
        writeln!(out, "{total} of at least {} orders, {took} ms", total + report.pending)?;
    }
    if let Some(strange) = &report.strange {
        writeln!(out, "not decided by the order alone: {strange}")?;
    }
    if let Some(ordinary) = ordinary {
        writeln!(out, "{} ordinary runs: {} wrong", ordinary.total(), ordinary.wrong())?;
    }
    Ok(())
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
