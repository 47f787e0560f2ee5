//! `forklore check`: what can be proved of lesson folders, by reading them and by running their programs.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use ratatui::text::Span;

use crate::explore::{self, Aim, Plan};
use crate::lesson::check::orders::{self, Explorer};
use crate::lesson::check::runs::Trial;
use crate::lesson::check::{self, runs};
use crate::lesson::prose::Block;
use crate::lesson::{Engine, Fault, Lesson, Source};
use crate::model::compare::{Comparison, Pair, Row};
use crate::model::schedule::Schedule;
use crate::model::skeleton::Skeleton;
use crate::model::tongue::both;
use crate::model::{Both, Event, Lang};
use crate::run::interpreter::Interpreter;
use crate::run::sides::Sides;
use crate::run::{Session, Then, gating};
use crate::ui::wrap::wrap;

use super::args;
use super::paper::Paper;
use super::recorded;
use super::refusal::Refusal;
use super::setup::Setup;
use super::trial::{Asked, is_built_in};
use super::trust;
use super::unattended::Unattended;

/// How long one run of a lesson may take.
const LIMIT: Duration = Duration::from_secs(60);
/// How many runs of each engine are compared where the first ones differ.
const MORE_RUNS: u64 = 4;
/// How many orders of a program may be tried.
const MOST_ORDERS: usize = 5000;

static NO_PROGRAM: Both = Both::fixed("native: this binary has no program of it", "native：这个程序里没有它的代码");
static NOT_RUN: Both = Both::fixed("not run: ", "未运行：");

/// Proves every lesson meant. 1 if one has a fault.
pub fn run(args: &args::Check, setup: &Setup) -> Result<ExitCode, Refusal> {
    let mut paper = Paper::standard();
    let mut healthy = true;
    for (source, ids) in meant(&args.paths, setup)? {
        for id in ids {
            let proof = Proof::of(&source, &id, args, setup);
            proof.tell(setup.lang, &mut paper)?;
            paper.flush()?;
            healthy &= proof.faults.is_empty();
        }
    }
    Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The lessons that the paths name; without paths: all.
fn meant(paths: &[PathBuf], setup: &Setup) -> Result<Vec<(Source, Vec<String>)>, Refusal> {
    if paths.is_empty() {
        let ids = setup.source.ids()?;
        return Ok(vec![(setup.source.clone(), ids)]);
    }
    let at = |path: &PathBuf| match Source::at(path) {
        Ok((_, ids)) if ids.is_empty() => Err(no_lesson(path)),
        Ok(meant) => Ok(meant),
        Err(error) => Err(Refusal::file(path, error)),
    };
    paths.iter().map(at).collect()
}

fn no_lesson(path: &std::path::Path) -> Refusal {
    let path = path.display();
    Refusal::new(
        format!("{path}: no lesson in it; give a folder with a lesson.toml, or a directory of such folders"),
        format!("{path}：里面没有课程；请给出含有 lesson.toml 的文件夹，或装有这种文件夹的目录"),
    )
}

/// What has been proved of one lesson.
struct Proof {
    id: String,
    faults: Vec<Fault>,
    /// How many runs were made.
    runs: usize,
    /// How many runs were made in an order that was decided.
    orders: usize,
    /// Why it was not run on an engine.
    unrun: Vec<Both>,
    /// What the runs of each program came to, on the native engine and on CPython.
    seen: BTreeMap<Option<String>, [Vec<Skeleton>; 2]>,
}

impl Proof {
    fn of(source: &Source, id: &str, args: &args::Check, setup: &Setup) -> Proof {
        let faults = check::folder(source, id, &height);
        let mut proof = Proof { id: id.into(), faults, runs: 0, orders: 0, unrun: Vec::new(), seen: BTreeMap::new() };
        if let Ok(lesson) = Lesson::load(source, id) {
            proof.faults.extend(recorded::fault(&lesson, source));
            if proof.faults.is_empty() {
                proof.run(&lesson, source, args, setup);
            }
        }
        proof
    }

    fn run(&mut self, lesson: &Lesson, source: &Source, args: &args::Check, setup: &Setup) {
        let has = |engine: Engine| lesson.head.engines.contains(&engine);
        if has(Engine::Native) && !is_built_in(lesson) {
            self.unrun.push(NO_PROGRAM.clone());
        } else if has(Engine::Native) {
            self.run_native(lesson, usize::from(args.runs));
        }
        if has(Engine::Python) {
            let may = trust::ask(source, &lesson.id, setup).map_err(|refusal| refusal.0);
            let interpreter = may.and_then(|()| Interpreter::choose(args.python.as_deref()).map_err(|none| none.0));
            match interpreter {
                Ok(interpreter) => {
                    self.run_python(lesson, &interpreter, usize::from(args.runs));
                    self.compare(lesson, &interpreter);
                }
                Err(why) => self.unrun.push(why),
            }
        }
    }

    fn run_native(&mut self, lesson: &Lesson, times: usize) {
        self.prove(lesson, Engine::Native, times, None);
        if lesson.can_step() {
            let mut explorer = Gated { lesson, orders: 0 };
            self.faults.extend(orders::prove(lesson, &mut explorer));
            self.orders = explorer.orders;
        }
    }

    /// Runs it on CPython: once, where the native engine has borne it out already.
    fn run_python(&mut self, lesson: &Lesson, interpreter: &Interpreter, times: usize) {
        let twice = lesson.head.engines.contains(&Engine::Native);
        self.prove(lesson, Engine::Python, if twice { 1 } else { times }, Some(interpreter));
    }

    /// Both engines do the same, or it is known why not: on the runs that were made, and where they differ, on more.
    fn compare(&mut self, lesson: &Lesson, interpreter: &Interpreter) {
        for (variant, [native, python]) in std::mem::take(&mut self.seen) {
            let both = !native.is_empty() && !python.is_empty();
            if !both || Comparison::of(&native, &python).unexplained().next().is_none() {
                continue;
            }
            let (variant, settings) = (variant.as_deref(), lesson.settings(variant.as_deref()));
            let sides = Sides { lesson, variant, settings: &settings, interpreter, runs: MORE_RUNS };
            let Ok(comparison) = sides.compare(&|| true) else { continue };
            self.runs += 2 * comparison.runs;
            self.faults.extend(comparison.unexplained().map(|pair| differs(lesson, variant, pair)));
        }
    }

    /// Has all programs run, each time with another seed.
    fn prove(&mut self, lesson: &Lesson, engine: Engine, times: usize, interpreter: Option<&Interpreter>) {
        let (mut seed, seen) = (0, &mut self.seen);
        let mut made = |trial: &Trial| {
            seed += 1;
            let run = perform(lesson, trial, seed, interpreter.cloned()).map_err(|error| format!("{error:#}"));
            let side = usize::from(engine == Engine::Python);
            run.inspect(|events| seen.entry(trial.variant.clone()).or_default()[side].push(Skeleton::of(events)))
        };
        self.faults.extend(runs::prove(lesson, &[engine], times, &mut made));
        self.runs += seed as usize;
    }

    fn tell(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let (id, runs, orders) = (&self.id, self.runs, self.orders);
        for fault in &self.faults {
            writeln!(out, "{fault}\n")?;
        }
        let said = match (self.faults.len(), self.runs) {
            (0, 0) => both!("{id}: in order", "{id}：没有问题"),
            (0, _) if orders == 0 => both!("{id}: in order, {runs} runs", "{id}：没有问题，运行了 {runs} 次"),
            (0, _) => both!(
                "{id}: in order, {runs} runs, {orders} in an order decided on",
                "{id}：没有问题，运行了 {runs} 次，另按指定顺序运行了 {orders} 次"
            ),
            (1, _) => both!("{id}: 1 fault", "{id}：1 处错误"),
            (faults, _) => both!("{id}: {faults} faults", "{id}：{faults} 处错误"),
        };
        writeln!(out, "{}", said.get(lang))?;
        let label = NOT_RUN.get(lang);
        self.unrun.iter().try_for_each(|why| writeln!(out, "  {label}{}", why.get(lang)))
    }
}

/// Somebody does otherwise on CPython than on the native engine, and nobody knows why.
fn differs(lesson: &Lesson, variant: Option<&str>, pair: &Pair) -> Fault {
    let (id, actor) = (&lesson.id, &pair.actor);
    let said = pair.rows.iter().find_map(|row| match row {
        Row::Same(_) => None,
        Row::Left(deed) => Some(format!("{actor} {} on the native engine only", deed.sentence().en)),
        Row::Right(deed) => Some(format!("{actor} {} on CPython only", deed.sentence().en)),
    });
    let flag = variant.map(|variant| format!(" --variant {variant}")).unwrap_or_default();
    let how = format!("forklore compare {id}{flag} shows both engines side by side");
    Fault::new(format!("{id}/{}", lesson.program(variant).file), said.unwrap_or_default(), how)
}

/// Lines that blocks take on screen, with an empty line between two.
fn height(blocks: &[Block], width: usize) -> usize {
    let lines = |block: &Block| match block {
        Block::Paragraph(pieces) => {
            let spans: Vec<Span<'_>> = pieces.iter().map(|piece| Span::raw(piece.text.as_str())).collect();
            wrap(&spans, width).len()
        }
        Block::List { items, .. } => items.iter().map(|item| height(item, width - 3)).sum(),
        Block::Code { text, .. } => text.lines().count(),
    };
    blocks.iter().map(lines).sum::<usize>() + blocks.len().saturating_sub(1)
}

/// One run, as a whole.
fn perform(lesson: &Lesson, trial: &Trial, seed: u64, interpreter: Option<Interpreter>) -> anyhow::Result<Vec<Event>> {
    let lesson = lesson.clone();
    let asked = Asked { lesson, trial: trial.clone(), seed, schedule: None, interpreter, recording: None };
    let outcome = Unattended::start(&asked, LIMIT)?.follow(&mut |_| Ok(true))?;
    Ok(outcome.log.events().to_vec())
}

/// Runs in an order that is decided.
struct Gated<'a> {
    lesson: &'a Lesson,
    /// How many were made.
    orders: usize,
}

impl Gated<'_> {
    fn plan<'p>(&'p self, trial: &'p Trial, reduce: bool) -> Plan<'p> {
        let variant = trial.variant.as_deref();
        let aim = if reduce { Aim::Different } else { Aim::All };
        Plan { aim, limit: MOST_ORDERS, engines: 0, ..Plan::new(self.lesson, variant, &trial.settings) }
    }

    fn session(&self, trial: &Trial) -> anyhow::Result<Session> {
        explore::session(&self.plan(trial, false), 0)
    }
}

impl Explorer for Gated<'_> {
    fn explore(
        &mut self,
        trial: &Trial,
        reduce: bool,
        see: &mut dyn FnMut(&Schedule, &[Event]),
    ) -> Result<bool, String> {
        let plan = self.plan(trial, reduce);
        let mut crew = explore::crew(&plan, 0).map_err(|error| format!("{error:#}"))?;
        let report = explore::explore(&mut crew, &plan, |_, run, schedule| {
            if run.reason != "stopped" {
                see(schedule, &run.events);
            }
            ControlFlow::Continue(())
        });
        let report = report.map_err(|error| format!("{error:#}"))?;
        self.orders += report.schedules;
        match (report.strange, report.refused) {
            (Some(strange), _) => Err(strange.en.into_owned()),
            (_, Some(how)) => Err(format!("this machine refuses it a process ({how})")),
            _ => Ok(report.complete),
        }
    }

    fn begin(&mut self, trial: &Trial, schedule: &Schedule) -> Result<Vec<Event>, String> {
        let mut session = self.session(trial).map_err(|error| format!("{error:#}"))?;
        self.orders += 1;
        let most = schedule.0.len() as u32;
        let whole = gating(schedule, Then::First, explore::choices_of(self.lesson));
        let run = session.perform(Some(crate::wire::order::Gating { most, ..whole }));
        run.map(|run| run.events).map_err(|error| format!("{error:#}"))
    }
}
