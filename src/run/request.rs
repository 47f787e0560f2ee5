//! A request: what to run, and how.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;

use crate::lesson::lines::Lines;
use crate::lesson::{self, Engine, Lesson, Settings};
use crate::model::schedule::Schedule;
use crate::model::{Event, Field, Kind, Val};
use crate::wire::order::{Execute, Gating, Order, Setting};

pub use crate::wire::order::Then;

use super::command::Command;
use super::interpreter::Interpreter;
use super::workplace::Workplace;
use super::{Limits, Pace};

/// Most steps of a gated run.
pub const MOST_STEPS: u32 = 2000;

/// What to run, and how.
pub struct Request {
    /// The lesson's program and its settings.
    pub order: Order,
    /// Which line of the Python text a line of the Rust text stands for; `None` where Python itself tells.
    pub lines: Option<Lines>,
    /// The Python file's name.
    pub file: Arc<str>,
    /// How fast, to begin with.
    pub pace: Pace,
    /// What may be used up.
    pub limits: Limits,
    /// What runs it: `native` or `python`, and its version.
    pub engine: (Engine, String),
    /// Where the program and the probe are, on CPython.
    workplace: Option<Workplace>,
    /// Columns and rows of its own terminal, if it has one.
    pub(super) terminal: Option<(u16, u16)>,
}

impl Request {
    /// A run of a lesson, or of a variant of it, on the native engine.
    ///
    /// # Errors
    /// If the program has no Rust twin, or the twin's notes do not fit.
    pub fn native(lesson: &Lesson, variant: Option<&str>, settings: &Settings, seed: u64) -> anyhow::Result<Request> {
        let program = lesson.program(variant);
        let Some(rust) = &program.rust else {
            anyhow::bail!("{} has no native program: run it with --engine python", lesson.id);
        };
        let lines = Lines::new(rust, &program.python, &program.rust_file(), &program.file)
            .map_err(|faults| anyhow::anyhow!("{}", faults.first().map_or_else(String::new, ToString::to_string)))?;
        Ok(Request::of(order(lesson, variant, settings, seed), lines, &program.file))
    }

    /// A run of one of this binary's own programs, in the words of the keeper.
    pub fn of(order: Order, lines: Lines, file: &str) -> Request {
        Request {
            order,
            lines: Some(lines),
            file: Arc::from(file),
            pace: Pace::Full,
            limits: Limits::default(),
            engine: (Engine::Native, env!("CARGO_PKG_VERSION").into()),
            workplace: None,
            terminal: None,
        }
    }

    /// A run of a lesson, or of a variant of it, on CPython.
    ///
    /// # Errors
    /// If the directory for temporary files cannot be written.
    pub fn python(
        lesson: &Lesson,
        variant: Option<&str>,
        settings: &Settings,
        seed: u64,
        interpreter: &Interpreter,
    ) -> anyhow::Result<Request> {
        let program = lesson.program(variant);
        let workplace = Workplace::open().context("no directory for the program and its probe")?;
        let text = settings.into_program(&program.python);
        let path = workplace.keep(&program.file, &text).context("the program could not be written")?;
        let mut order = order(lesson, variant, settings, seed);
        let name = path.file_name().unwrap_or_default().to_os_string();
        let words = vec![interpreter.path.clone().into_os_string(), name];
        let mut execute = execute(interpreter.path.clone(), words, &workplace);
        execute.directory = path.parent().map(Path::to_path_buf);
        execute.variables.push(("FORKLORE_PROGRAM".into(), path.into_os_string()));
        // The path of a socket has 107 bytes at most (unix(7)): to this directory's Python adds one more and a name.
        const ADDED: &str = "/pymp-xxxxxxxx/listener-xxxxxxxx";
        let temporary = workplace.temporary().into_os_string();
        if temporary.len() + ADDED.len() <= 107 {
            execute.variables.push(("TMPDIR".into(), temporary));
        }
        // What the learner's own shell says must not change what a lesson shows.
        execute.without = ["PYTHONUNBUFFERED", "PYTHONSTARTUP", "PYTHONINSPECT"].map(Into::into).to_vec();
        order.execute = Some(execute);
        Ok(Request {
            order,
            lines: None,
            file: Arc::from(program.file.as_str()),
            pace: Pace::Full,
            limits: Limits::default(),
            engine: (Engine::Python, interpreter.number()),
            workplace: Some(workplace),
            terminal: None,
        })
    }

    /// The same, in the order that a schedule decides; after its end the first who can goes, or the learner is asked.
    pub fn gated(mut self, schedule: &Schedule, then: Then, choices: Vec<Kind>) -> Request {
        self.order.gating = Some(gating(schedule, then, choices));
        self
    }

    /// A run of the learner's own program, watched, in a terminal of so many columns and rows if it is to have one of its
    /// own.
    ///
    /// # Errors
    /// If the directory for temporary files cannot be written.
    pub fn watch(command: &Command, terminal: Option<(u16, u16)>) -> anyhow::Result<Request> {
        let workplace = Workplace::open().context("no directory for the probe")?;
        let mut execute = execute(command.program.clone(), command.words.clone(), &workplace);
        execute.watched = true;
        execute.ignored.clone_from(&command.ignored);
        if terminal.is_some() {
            execute.terminal = true;
            // What it is shown on knows lines of text and nothing else.
            execute.variables.push(("TERM".into(), "dumb".into()));
        }
        let order = Order {
            lesson: command.shown(),
            program: "main".into(),
            variant: None,
            knobs: Vec::new(),
            seed: 1,
            gating: None,
            quiet: false,
            execute: Some(execute),
        };
        Ok(Request {
            order,
            lines: None,
            file: Arc::from("program.py"),
            pace: Pace::Full,
            limits: Limits { processes: u32::MAX, output: u64::MAX },
            engine: (Engine::Python, env!("CARGO_PKG_VERSION").into()),
            workplace: Some(workplace),
            terminal,
        })
    }

    /// Whether it is a program of the learner's own.
    pub(super) fn is_watched(&self) -> bool {
        self.order.execute.as_ref().is_some_and(|execute| execute.watched)
    }

    /// Nothing of it runs any more: its directory goes.
    pub(super) fn clear_away(&mut self) {
        self.workplace = None;
    }

    /// Whether CPython runs it.
    pub(super) fn is_python(&self) -> bool {
        self.workplace.is_some()
    }

    /// The first event of the run.
    pub(super) fn start_event(&self) -> Event {
        let order = &self.order;
        let knobs = order.knobs.iter().map(|(id, setting)| (Arc::from(id.as_str()), val_of(setting))).collect();
        let mut event = Event::new(Kind::RunStart)
            .with(Field::Engine, self.engine.0.as_str())
            .with(Field::Version, self.engine.1.as_str())
            .with(Field::Program, order.lesson.as_str());
        if let Some(variant) = &order.variant {
            event = event.with(Field::Variant, variant.as_str());
        }
        if self.is_watched() {
            event = event.with(Field::Watched, true);
        }
        event
            .with(Field::Knobs, Val::Map(knobs))
            .with(Field::StartMethod, "fork")
            .with(Field::Seed, order.seed)
            .with(Field::Gated, order.gating.is_some())
            .with(Field::Cpus, crate::mp::process_cpu_count())
    }
}

fn order(lesson: &Lesson, variant: Option<&str>, settings: &Settings, seed: u64) -> Order {
    Order {
        lesson: lesson.id.clone(),
        program: lesson.program(variant).variant.clone().unwrap_or_else(|| "main".into()),
        variant: variant.map(Into::into),
        knobs: settings.iter().map(|(id, setting)| (id.to_string(), on_the_wire(setting))).collect(),
        seed,
        gating: None,
        quiet: false,
        execute: None,
    }
}

/// A program with the probe first on Python's path.
fn execute(program: PathBuf, args: Vec<OsString>, workplace: &Workplace) -> Execute {
    let mut path = workplace.probe().into_os_string();
    if let Some(own) = std::env::var_os("PYTHONPATH").filter(|own| !own.is_empty()) {
        path.push(":");
        path.push(own);
    }
    let probe = workplace.probe().into_os_string();
    Execute {
        program,
        args,
        variables: vec![("PYTHONPATH".into(), path), ("FORKLORE_PROBE".into(), probe)],
        without: Vec::new(),
        directory: None,
        watched: false,
        terminal: false,
        ignored: Vec::new(),
        bells: workplace.bells(),
        workplace: workplace.root().to_path_buf(),
    }
}

fn val_of(setting: &Setting) -> Val {
    match setting {
        Setting::Bool(on) => Val::Bool(*on),
        Setting::Int(number) => Val::Int(*number),
        Setting::Float(number) => Val::Float(*number),
        Setting::Text(word) => Val::text(word),
    }
}

/// How a schedule goes to the keeper.
pub fn gating(schedule: &Schedule, then: Then, choices: Vec<Kind>) -> Gating {
    let schedule = schedule.0.iter().map(|turn| (turn.actor.to_string(), turn.timeout)).collect();
    Gating { schedule, then, choices, most: MOST_STEPS, asleep: Vec::new() }
}

fn on_the_wire(setting: &lesson::Setting) -> Setting {
    match setting {
        lesson::Setting::Bool(on) => Setting::Bool(*on),
        lesson::Setting::Int(number) => Setting::Int(*number),
        lesson::Setting::Float(number) => Setting::Float(*number),
        lesson::Setting::Word(word) => Setting::Text(word.clone()),
    }
}
