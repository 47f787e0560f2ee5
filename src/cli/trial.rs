//! A trial: what `forklore run` was asked to run, understood and found possible.

use std::path::Path;

use crate::lesson::check::runs::Trial;
use crate::lesson::fault::nearest;
use crate::lesson::{Course, Engine, Lesson, Settings, Source};
use crate::model::schedule::{NoSchedule, Schedule};
use crate::run::interpreter::Interpreter;
use crate::run::replay::recording_of;
use crate::run::{Request, Then};
use crate::wire::recording::Recording;
use crate::{explore, lessons};

use super::args;
use super::refusal::Refusal;
use super::setup::Setup;

/// What is to be run.
pub struct Asked {
    /// The lesson.
    pub lesson: Lesson,
    /// Its program, engine and knobs.
    pub trial: Trial,
    /// Seed of all randomness.
    pub seed: u64,
    /// Who goes next, where that is decided.
    pub schedule: Option<Schedule>,
    /// The interpreter, for the engine python.
    pub interpreter: Option<Interpreter>,
    /// What is shown instead where there is no interpreter and the lesson needs one.
    pub recording: Option<Recording>,
}

impl Asked {
    /// Understands the words of `forklore run`.
    pub fn of(args: &args::Run, setup: &Setup) -> Result<Asked, Refusal> {
        let program = &args.program;
        let lesson = lesson(&setup.source, &program.lesson)?;
        let (variant, python) = (program.variant.as_deref(), program.python.as_deref());
        let mut settings = settings(&lesson, variant, &program.set)?;
        lesson.drill_by(&mut settings, variant, args.seed);
        let engine = engine(&lesson, program, setup)?;
        let interpreter = interpreter(engine, python);
        let recording = if interpreter.is_err() { recording_of(&setup.source, &lesson, variant) } else { None };
        let interpreter = if recording.is_some() { None } else { interpreter? };
        let schedule = args.schedule.as_ref().map(|text| schedule(&lesson, text)).transpose()?;
        let trial = Trial { variant: program.variant.clone(), engine, settings };
        Ok(Asked { lesson, trial, seed: args.seed, schedule, interpreter, recording })
    }

    /// What the engine is asked for.
    pub fn request(&self) -> anyhow::Result<Request> {
        let Trial { variant, settings, .. } = &self.trial;
        let request = match &self.interpreter {
            Some(interpreter) => Request::python(&self.lesson, variant.as_deref(), settings, self.seed, interpreter)?,
            None => Request::native(&self.lesson, variant.as_deref(), settings, self.seed)?,
        };
        Ok(match &self.schedule {
            Some(schedule) => request.gated(schedule, Then::First, explore::choices_of(&self.lesson)),
            None => request,
        })
    }
}

/// The knobs of a run: a variant's, turned by `--set`.
pub fn settings(lesson: &Lesson, variant: Option<&str>, set: &[String]) -> Result<Settings, Refusal> {
    if let Some(variant) = variant {
        known_variant(lesson, variant)?;
    }
    let mut settings = lesson.settings(variant);
    for assignment in set {
        settings.set(&lesson.knobs, assignment)?;
    }
    Ok(settings)
}

/// A lesson by its id.
pub fn lesson(source: &Source, id: &str) -> Result<Lesson, Refusal> {
    let known = source.ids().map_err(|error| Refusal::file(root(source), error))?;
    if known.iter().any(|known| known == id) {
        return Ok(Lesson::load(source, id)?);
    }
    Err(Course::load(source).unknown(id).into())
}

fn root(source: &Source) -> &Path {
    match source {
        Source::Course => Path::new("lessons"),
        Source::Directory(path) => path,
    }
}

fn known_variant(lesson: &Lesson, id: &str) -> Result<(), Refusal> {
    if lesson.variant(id).is_some() {
        return Ok(());
    }
    let names: Vec<&str> = lesson.variants.iter().map(|variant| variant.id.as_str()).collect();
    let lesson = &lesson.id;
    Err(match (nearest(id, names.iter().copied()), names.is_empty()) {
        (_, true) => Refusal::new(
            format!("no variant `{id}`: {lesson} has none; leave --variant out"),
            format!("没有变体 `{id}`：{lesson} 没有变体；请去掉 --variant"),
        ),
        (Some(near), _) => Refusal::new(
            format!("no variant `{id}`: did you mean `{near}`? {lesson} has {}", names.join(", ")),
            format!("没有变体 `{id}`：是不是想写 `{near}`？{lesson} 有 {}", names.join("、")),
        ),
        (None, _) => Refusal::new(
            format!("no variant `{id}`: {lesson} has {}", names.join(", ")),
            format!("没有变体 `{id}`：{lesson} 有 {}", names.join("、")),
        ),
    })
}

/// The engine that is asked for, where the lesson runs on it; else the lesson's own.
pub fn engine(lesson: &Lesson, program: &args::Program, setup: &Setup) -> Result<Engine, Refusal> {
    let variant = program.variant.as_deref();
    let said = program.engine.map(Engine::from).or(program.python.as_ref().map(|_| Engine::Python));
    let engines = lesson.engines_of(variant);
    let has = |engine: &Engine| engines.contains(engine);
    if let Some(engine) = said.filter(|engine| !has(engine)) {
        let (id, engine) = (variant.unwrap_or(&lesson.id), engine.as_str());
        return Err(Refusal::new(
            format!("{id} does not run on the engine {engine}: leave --engine and --python out"),
            format!("{id} 不能用 {engine} 引擎运行：请去掉 --engine 和 --python"),
        ));
    }
    let wished = said.or(setup.preferences.engine.filter(has)).or(engines.first().copied());
    let engine = wished.unwrap_or(Engine::Native);
    if engine == Engine::Native {
        is_native(lesson, variant)?;
    }
    Ok(engine)
}

/// The interpreter, where the engine needs one.
pub fn interpreter(engine: Engine, python: Option<&Path>) -> Result<Option<Interpreter>, Refusal> {
    Ok((engine == Engine::Python).then(|| Interpreter::choose(python)).transpose()?)
}

/// Refuses a lesson whose native program this binary does not have.
pub fn is_native(lesson: &Lesson, variant: Option<&str>) -> Result<(), Refusal> {
    if is_built_in(lesson) {
        return Ok(());
    }
    let (id, file) = (&lesson.id, &lesson.program(variant).file);
    Err(Refusal::new(
        format!("this binary has no native program of {id}: `--engine python` runs its {file}"),
        format!("这个程序里没有 {id} 的 native 代码：可以用 `--engine python` 运行它的 {file}"),
    ))
}

/// Refuses a lesson whose runs cannot be repeated step by step.
pub fn repeats(lesson: &Lesson) -> Result<(), Refusal> {
    if lesson.can_step() {
        return Ok(());
    }
    let id = &lesson.id;
    Err(Refusal::new(
        format!(
            "{id} cannot be run in a given order, because its runs hang on real time, or do not repeat: `forklore run {id}` runs it as it comes"
        ),
        format!(
            "{id} 不能按指定的顺序运行，因为它的运行取决于真实时间，或者每次都不一样：请用 `forklore run {id}` 照常运行"
        ),
    ))
}

/// Whether the programs in this binary are the ones whose text stands in the folder.
pub fn is_built_in(lesson: &Lesson) -> bool {
    let built = Lesson::load(&Source::Course, &lesson.id);
    lessons::program(&lesson.id, None).is_some() && built.is_ok_and(|built| built.programs == lesson.programs)
}

fn schedule(lesson: &Lesson, text: &str) -> Result<Schedule, Refusal> {
    repeats(lesson)?;
    text.parse().map_err(|error: NoSchedule| {
        let word = &error.0;
        Refusal::new(
            error.to_string(),
            format!(
                "`{word}` 不是顺序中的一步：请写执行者的名字；`名字*3` 表示连走三步，`名字!timeout` 表示让等待超时"
            ),
        )
    })
}
