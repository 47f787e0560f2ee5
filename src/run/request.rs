//! A request: what to run, and how.

use std::sync::Arc;

use crate::lesson::lines::Lines;
use crate::lesson::{self, Lesson, Settings};
use crate::model::Place;
use crate::wire::order::{Order, Setting};

use super::{Limits, Pace};

/// What to run, and how.
pub struct Request {
    /// The lesson's program and its settings.
    pub order: Order,
    /// Which line of the Python text a line of the Rust text stands for.
    pub lines: Lines,
    /// The Python file's name.
    pub file: Arc<str>,
    /// How fast, to begin with.
    pub pace: Pace,
    /// What may be used up.
    pub limits: Limits,
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
        let lines = Lines::new(rust, &program.python, "program.rs", &program.file)
            .map_err(|faults| anyhow::anyhow!("{}", faults.first().map_or_else(String::new, ToString::to_string)))?;
        let order = Order {
            lesson: lesson.id.clone(),
            program: program.variant.clone().unwrap_or_else(|| "main".into()),
            variant: variant.map(Into::into),
            knobs: settings.iter().map(|(id, setting)| (id.to_string(), on_the_wire(setting))).collect(),
            seed,
        };
        let file = Arc::from(program.file.as_str());
        Ok(Request { order, lines, file, pace: Pace::Full, limits: Limits::default() })
    }

    /// Where a line of the Rust text stands in the Python text.
    pub(super) fn place(&self, rust: u32) -> Option<Place> {
        let line = self.lines.python(rust)?;
        Some(Place { file: self.file.clone(), line })
    }
}

fn on_the_wire(setting: &lesson::Setting) -> Setting {
    match setting {
        lesson::Setting::Bool(on) => Setting::Bool(*on),
        lesson::Setting::Int(number) => Setting::Int(*number),
        lesson::Setting::Float(number) => Setting::Float(*number),
        lesson::Setting::Word(word) => Setting::Text(word.clone()),
    }
}
