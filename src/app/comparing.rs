//! Comparing: the program on stage on both engines, side by side.

use super::msg::Effect;
use super::sheet::Sheet;
use super::{App, Notice, Stage};
use crate::lesson::Engine;
use crate::model::Both;
use crate::model::compare::Comparison;

static ONE_ENGINE: Both = Both::fixed(
    "There is nothing to compare: this program runs on one engine only.",
    "没有可对照的：这个程序只能用一个引擎运行。",
);

impl App {
    /// Has the program run on both engines, and lays over the stage what came out.
    pub(super) fn compare(&mut self) -> Vec<Effect> {
        let Some(stage) = self.stage().filter(|stage| stage.has_both_engines()) else {
            self.notice = Some(Notice::new(ONE_ENGINE.clone()));
            return Vec::new();
        };
        let stop = stage.is_live().then_some(Effect::Stop);
        let compare = Effect::Compare(Box::new(stage.wish.clone()));
        self.sheet = Some(Sheet::Compare { top: 0, comparison: None });
        stop.into_iter().chain([compare]).collect()
    }

    /// What came out; `None` if it could not be done.
    pub(super) fn compared(&mut self, found: Option<Comparison>) -> Vec<Effect> {
        match (&mut self.sheet, found) {
            (Some(Sheet::Compare { comparison, .. }), Some(found)) => *comparison = Some(Box::new(found)),
            (Some(Sheet::Compare { .. }), None) => self.sheet = None,
            _ => {}
        }
        Vec::new()
    }
}

impl Stage {
    /// Whether the program runs on both engines.
    pub fn has_both_engines(&self) -> bool {
        let engines = self.lesson.as_ref().map(|lesson| lesson.engines_of(self.wish.variant.as_deref()));
        engines.is_some_and(|engines| [Engine::Native, Engine::Python].iter().all(|engine| engines.contains(engine)))
    }
}
