//! A wish: what to run, and how. Whoever can run lessons makes it come true.

use super::player::Pace;
use crate::lesson::{Engine, Lesson, Settings};
use crate::model::schedule::Schedule;

/// What to run, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// The lesson, or the command.
    pub lesson: String,
    /// Whether it is no lesson, but a program of the learner's own, which is watched.
    pub watched: bool,
    /// On which engine.
    pub engine: Engine,
    /// A variant of its program; `None` for the lesson's own.
    pub variant: Option<String>,
    /// What every knob is set to.
    pub settings: Settings,
    /// Seed of all randomness in the run.
    pub seed: u64,
    /// How fast to begin with.
    pub pace: Pace,
    /// The turns with which a run in step mode begins; `None`: everybody goes as the kernel lets them.
    pub order: Option<Schedule>,
}

impl Wish {
    /// A lesson as it comes, on the engine wished for where it has that.
    pub fn of(lesson: &Lesson, engine: Option<Engine>) -> Wish {
        let engines = &lesson.head.engines;
        let own = engines.first().copied().unwrap_or(Engine::Native);
        Wish {
            lesson: lesson.id.clone(),
            watched: false,
            engine: engine.filter(|engine| engines.contains(engine)).unwrap_or(own),
            variant: None,
            settings: lesson.settings(None),
            seed: 1,
            pace: if lesson.head.full_speed { Pace::Full } else { Pace::default() },
            order: None,
        }
    }

    /// A program of the learner's own, as its command was typed.
    pub fn of_command(shown: String) -> Wish {
        Wish {
            lesson: shown,
            watched: true,
            engine: Engine::Python,
            variant: None,
            settings: Settings::default(),
            seed: 1,
            pace: Pace::Full,
            order: None,
        }
    }

    /// The same for a variant, with the knobs that it sets.
    pub fn with_variant(self, lesson: &Lesson, variant: Option<&str>) -> Wish {
        let engines = lesson.engines_of(variant);
        let engine = Some(self.engine).filter(|engine| engines.contains(engine)).or(engines.first().copied());
        let engine = engine.unwrap_or(self.engine);
        let mut settings = lesson.settings(variant);
        lesson.drill_by(&mut settings, variant, self.seed);
        Wish { engine, settings, variant: variant.map(Into::into), order: None, ..self }
    }
}
