//! A sheet: something laid over the screen for a while.

use super::action::Action;
use super::walk::Walk;
use super::wish::Wish;
use super::words::Words;
use crate::lesson::Lesson;
use crate::model::Lang;
use crate::model::compare::Comparison;

/// Something laid over the screen for a while.
#[derive(Clone, Debug, PartialEq)]
pub enum Sheet {
    /// What the keys do; `top` is the first row shown.
    Help {
        /// The first action shown.
        top: usize,
    },
    /// Every action, to be searched.
    Palette(Palette),
    /// The glossary.
    Words(Words),
    /// Knobs and variants.
    Knobs(Turning),
    /// What every order gave.
    Outcomes {
        /// The outcome selected.
        selected: usize,
    },
    /// The tree of choices.
    Tree(Walk),
    /// The program on both engines, side by side.
    Compare {
        /// The first row shown.
        top: usize,
        /// What came out; `None` while it is run.
        comparison: Option<Box<Comparison>>,
    },
    /// A line to be typed into the program that is watched.
    Type(String),
    /// Every key goes to the program that is watched.
    Through,
    /// What is to become of the program that is watched.
    Leave,
    /// The lesson's text; `top` is the first block shown.
    Read {
        /// The first block of text shown.
        top: usize,
    },
}

/// A search among the actions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Palette {
    /// What was typed.
    pub typed: String,
    /// Place among those that match.
    pub selected: usize,
}

/// Knobs that are being turned.
#[derive(Clone, Debug, PartialEq)]
pub struct Turning {
    /// The row selected: the variant first, then the knobs.
    pub row: usize,
    /// What would be run.
    pub wish: Wish,
}

impl Palette {
    /// Those of the actions that match.
    pub fn found(&self, offered: impl Iterator<Item = &'static Action>, lang: Lang) -> Vec<&'static Action> {
        let wanted = self.typed.trim().to_lowercase();
        let matches = |action: &&Action| action.about.get(lang).to_lowercase().contains(&wanted);
        offered.filter(matches).collect()
    }
}

impl Turning {
    /// How many rows there are.
    pub fn rows(lesson: &Lesson) -> usize {
        1 + lesson.knobs.len()
    }

    /// Turns what the selected row holds.
    pub fn turn(&mut self, lesson: &Lesson, up: bool) {
        match self.row.checked_sub(1).and_then(|row| lesson.knobs.get(row)) {
            None => self.turn_variant(lesson, up),
            Some(knob) => {
                let from = self.wish.settings.get(&knob.id).unwrap_or(&knob.default);
                let turned = knob.turned(from, up);
                self.wish.settings.put(&knob.id, turned);
            }
        }
    }

    /// Every knob as the lesson or its variant has it.
    pub fn defaults(&mut self, lesson: &Lesson) {
        self.wish.settings = lesson.settings(self.wish.variant.as_deref());
    }

    fn turn_variant(&mut self, lesson: &Lesson, up: bool) {
        let ids: Vec<Option<&str>> =
            std::iter::once(None).chain(lesson.variants.iter().map(|variant| Some(variant.id.as_str()))).collect();
        let at = ids.iter().position(|id| *id == self.wish.variant.as_deref()).unwrap_or(0);
        let next = if up { (at + 1).min(ids.len() - 1) } else { at.saturating_sub(1) };
        self.wish = self.wish.clone().with_variant(lesson, ids[next]);
    }
}
