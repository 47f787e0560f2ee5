//! A trial: what `forklore run` was asked to run, understood and found possible.

use std::path::Path;

use crate::lesson::check::runs::Trial;
use crate::lesson::fault::nearest;
use crate::lesson::{Course, Engine, Lesson, Settings, Source};

use super::args;
use super::refusal::Refusal;
use super::setup::Setup;

/// The lesson, and how it is to be run.
pub fn asked(args: &args::Run, setup: &Setup) -> Result<(Lesson, Trial), Refusal> {
    let lesson = lesson(&setup.source, &args.lesson)?;
    let settings = settings(&lesson, args.variant.as_deref(), &args.set)?;
    let engine = engine(&lesson, args)?;
    if args.schedule.is_some() {
        return Err(no_schedule());
    }
    Ok((lesson, Trial { variant: args.variant.clone(), engine, settings }))
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

/// The engine that is asked for, where this build has it and the lesson runs on it.
fn engine(lesson: &Lesson, args: &args::Run) -> Result<Engine, Refusal> {
    let asked = args.engine.map(Engine::from).or(args.python.as_ref().map(|_| Engine::Python));
    if asked == Some(Engine::Python) {
        return Err(Refusal::new(
            "this build runs lessons on the native engine only: leave --engine and --python out",
            "这个版本只能用 native 引擎运行课程：请去掉 --engine 和 --python",
        ));
    }
    if lesson.program(args.variant.as_deref()).rust.is_none() {
        let (id, file) = (&lesson.id, &lesson.program(args.variant.as_deref()).file);
        return Err(Refusal::new(
            format!("{id} needs CPython, and this build runs lessons on the native engine only: try `python3 {file}`"),
            format!("{id} 需要 CPython，而这个版本只能用 native 引擎运行课程：可以直接试 `python3 {file}`"),
        ));
    }
    Ok(Engine::Native)
}

fn no_schedule() -> Refusal {
    Refusal::new(
        "this build does not follow schedules: leave --schedule out, and the order is the machine's own",
        "这个版本还不能按指定顺序运行：请去掉 --schedule，由系统决定先后",
    )
}
