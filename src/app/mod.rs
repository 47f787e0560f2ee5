//! The app: what is on the screen and what becomes of it with each key, event and tick.
//!
//! Invariant: pure. It takes a [`Msg`], changes its own state, and answers with [`Effect`]s for others to carry out. It
//! knows nothing of processes, terminals or drawing.

pub mod act;
pub mod action;
mod comparing;
pub mod exploring;
pub mod grade;
pub mod key;
mod keys;
pub mod msg;
pub mod player;
pub mod setting;
pub mod sheet;
pub mod shelf;
pub mod stage;
mod staging;
pub mod stepping;
mod update;
pub mod walk;
mod watching;
pub mod wish;
pub mod words;

use std::sync::Arc;

pub use action::{Action, Do, Place};
pub use key::Key;
pub use msg::{Effect, Msg};
pub use setting::Setting;
pub use stage::Stage;
pub use wish::Wish;

use crate::lesson::{Course, Lesson, Progress};
use crate::model::{Both, Log};
use act::Act;
use sheet::Sheet;
use shelf::Shelf;

/// What is on the screen, and all that it depends on.
pub struct App {
    /// All lessons.
    pub course: Course,
    /// What the learner has done.
    pub progress: Progress,
    /// What the learner has set.
    pub setting: Setting,
    /// The place in the list of lessons.
    pub shelf: Shelf,
    /// The screen.
    pub screen: Screen,
    /// What lies over it.
    pub sheet: Option<Sheet>,
    /// Rows of the window: a page holds more where there are many.
    rows: u16,
    /// A word to the learner that goes away by itself.
    pub notice: Option<Notice>,
    /// Whether Ctrl-C was the last key.
    interrupted: bool,
    /// Whether leaving the stage ends forklore: a recording was opened by itself.
    alone: bool,
    /// Whether forklore ends as soon as the program that it watches has.
    leaves: bool,
    /// Whether the program that is watched is to be held at the first finding.
    holds_at_finding: bool,
}

/// A screen.
pub enum Screen {
    /// The list of lessons.
    Course,
    /// A lesson or a recording.
    Stage(Box<Stage>),
}

/// A word to the learner.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// What is said.
    pub text: Both,
    /// How long it stays, in nanoseconds.
    pub left: u64,
    /// Whether it answers a key: then it goes with the next.
    pub answers: bool,
}

impl Notice {
    /// A word that stays long enough to be read.
    pub fn new(text: Both) -> Notice {
        Notice { text, left: 8_000_000_000, answers: false }
    }
}

/// Rows of a window of which nothing is known.
const ROWS: u16 = 24;

impl App {
    /// The course, at the lesson to go on with.
    pub fn new(course: Course, progress: Progress, setting: Setting) -> App {
        let shelf = Shelf::at_next(&course, &progress);
        App {
            course,
            progress,
            setting,
            shelf,
            screen: Screen::Course,
            sheet: None,
            rows: ROWS,
            notice: None,
            interrupted: false,
            alone: false,
            leaves: false,
            holds_at_finding: false,
        }
    }

    /// Goes to a lesson as if it had been opened, with this to be run.
    pub fn enter(&mut self, lesson: Lesson, wish: Wish) {
        self.progress.open(&lesson.id);
        self.shelf.find(&self.course, &lesson.id);
        self.notice = None;
        self.screen = Screen::Stage(Box::new(Stage::new(Arc::new(lesson), wish)));
    }

    /// Shows a recording, and nothing else: leaving it ends forklore.
    pub fn show(&mut self, log: Log, lesson: Option<Lesson>) {
        let mut stage = Stage::recorded(log, lesson.map(Arc::new));
        if self.setting.calm {
            stage.player.end();
        } else {
            stage.player.play();
        }
        self.screen = Screen::Stage(Box::new(stage));
        self.alone = true;
    }

    /// Moves the cursor to where `n` events have happened.
    pub fn look_at(&mut self, n: u64) {
        if let Some(stage) = self.stage_mut() {
            stage.player.look_at(n);
        }
    }

    /// The stage, if that is the screen.
    pub fn stage(&self) -> Option<&Stage> {
        match &self.screen {
            Screen::Stage(stage) => Some(stage),
            Screen::Course => None,
        }
    }

    fn stage_mut(&mut self) -> Option<&mut Stage> {
        match &mut self.screen {
            Screen::Stage(stage) => Some(stage),
            Screen::Course => None,
        }
    }

    /// Where keys mean what.
    pub fn place(&self) -> Place {
        match &self.sheet {
            Some(Sheet::Help { .. }) => Place::Help,
            Some(Sheet::Palette(_) | Sheet::Words(_) | Sheet::Type(_)) => Place::Typing,
            Some(Sheet::Knobs(_)) => Place::Knobs,
            Some(Sheet::Read { .. } | Sheet::Compare { .. }) => Place::Read,
            Some(Sheet::Outcomes { .. }) => Place::Outcomes,
            Some(Sheet::Tree(_)) => Place::Tree,
            Some(Sheet::Leave) => Place::Leave,
            Some(Sheet::Through) => Place::Through,
            None => self.place_below(),
        }
    }

    /// Where keys would mean what if nothing lay over the screen.
    pub fn place_below(&self) -> Place {
        use crate::lesson::question::Asked;
        match &self.screen {
            Screen::Course if self.shelf.typing => Place::Typing,
            Screen::Course => Place::Course,
            Screen::Stage(stage) => match &stage.act {
                Act::Ask(asking) if asking.phase == Asked::Predict => Place::Predict,
                Act::Ask(_) => Place::Answer,
                Act::Watch if stage.stepping.is_some() && stage.is_live() => Place::Choose,
                Act::Watch => Place::Stage,
                Act::Verdict(_) => Place::Verdict,
            },
        }
    }

    /// The actions that can be done in a place, as far as what is on stage allows them.
    pub fn offered(&self, place: Place) -> impl Iterator<Item = &'static Action> + use<'_> {
        action::valid_in(place).filter(|action| match (action.act, self.stage()) {
            (Do::StepMode, Some(stage)) => stage.no_steps().is_none(),
            (Do::Explore, Some(stage)) => stage.no_orders().is_none(),
            (Do::Knobs | Do::Source | Do::Read, Some(stage)) => stage.lesson.is_some(),
            (Do::Engine | Do::Compare, Some(stage)) => stage.has_both_engines(),
            // Step mode has no clock worth showing.
            (Do::Axis, Some(stage)) => stage.stepping.is_none(),
            (Do::Ordinary, Some(stage)) => stage.explored.as_ref().is_some_and(|explored| explored.ordinary.is_none()),
            (Do::Type | Do::Through, stage) => stage.is_some_and(Stage::hears),
            (Do::Skip, Some(stage)) => !matches!(&stage.act, Act::Ask(asking) if asking.answered),
            (Do::Drill, stage) => stage.is_some_and(Stage::has_drill),
            (Do::NextLesson, Some(stage)) => self.has_next(stage),
            _ => true,
        })
    }

    /// Whether a lesson comes after this one: none after the last, nor after a recording that was opened by itself.
    pub fn has_next(&self, stage: &Stage) -> bool {
        !self.alone && self.course.after(&stage.wish.lesson).is_some()
    }

    /// Whether leaving the stage ends forklore.
    pub fn is_alone(&self) -> bool {
        self.alone
    }

    /// How many pages the claims take.
    pub fn claim_pages(&self) -> usize {
        act::claim_pages(self.rows)
    }

    /// Whether time alone will change what is shown.
    pub fn is_moving(&self) -> bool {
        self.notice.is_some() || self.stage().is_some_and(|stage| stage.player.is_moving())
    }
}
