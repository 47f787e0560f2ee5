//! Exploring: every order of the program on stage, what has come out so far, and the way back to one of them.

use super::msg::Effect;
use super::sheet::Sheet;
use super::stage::{Life, Stage};
use super::{App, Notice};
use crate::model::Both;
use crate::model::outcome::Outcomes;
use crate::model::report::Report;

static NO_ORDERS: Both = Both::fixed(
    "Not every order of this lesson can be tried: its runs do not end, or do not repeat.",
    "本课不能穷举所有顺序：它的运行不会结束，或者无法重复。",
);

/// How many ordinary runs stand beside the orders.
pub const ORDINARY: usize = 1000;

/// What exploring has come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Explored {
    /// Orders and outcomes.
    pub report: Report,
    /// What ordinary runs gave, where they were asked for.
    pub ordinary: Option<Outcomes>,
    /// Whether it still goes on.
    pub goes_on: bool,
    /// How long it took so far, in milliseconds.
    pub milliseconds: u64,
}

impl App {
    /// Lays the outcomes over the stage, and has every order tried if that was not done.
    pub(super) fn explore(&mut self) -> Vec<Effect> {
        let Some(stage) = self.stage_mut().filter(|stage| stage.life != Life::Recorded) else { return Vec::new() };
        if !stage.lesson.as_ref().is_some_and(|lesson| lesson.head.explore && lesson.can_step()) {
            self.notice = Some(Notice::new(NO_ORDERS.clone()));
            return Vec::new();
        }
        let known = stage.explored.is_some();
        let stop = stage.is_live() && !known;
        let wish = stage.wish.clone();
        if !known {
            stage.explored = Some(Explored { goes_on: true, ..Explored::default() });
        }
        self.sheet = Some(Sheet::Outcomes { selected: 0 });
        let mut effects = if stop { vec![Effect::Stop] } else { Vec::new() };
        if !known {
            effects.push(Effect::Explore(Box::new(wish)));
        }
        effects
    }

    /// So many ordinary runs, to stand beside.
    pub(super) fn ordinary(&mut self) -> Vec<Effect> {
        let Some(stage) = self.stage_mut() else { return Vec::new() };
        let wish = stage.wish.clone();
        match &mut stage.explored {
            Some(explored) if !explored.goes_on && explored.ordinary.is_none() => {
                explored.goes_on = true;
                vec![Effect::Ordinary(Box::new(wish), ORDINARY)]
            }
            _ => Vec::new(),
        }
    }

    /// The selected outcome is replayed in step mode.
    pub(super) fn replay_outcome(&mut self, selected: usize) -> Vec<Effect> {
        let outcome = self.stage().and_then(|stage| stage.explored.as_ref()?.report.outcomes.iter().nth(selected));
        let Some(script) = outcome.map(|outcome| outcome.schedule.clone()) else { return Vec::new() };
        let mut effects = self.stop_exploring();
        self.sheet = None;
        effects.extend(self.replay(script));
        effects
    }

    /// Breaks off what still goes on.
    pub(super) fn stop_exploring(&mut self) -> Vec<Effect> {
        let goes_on = |stage: &mut Stage| stage.explored.as_mut().filter(|explored| explored.goes_on).is_some();
        if self.stage_mut().is_some_and(goes_on) { vec![Effect::StopExploring] } else { Vec::new() }
    }
}

impl Stage {
    /// Ordinary runs have come to this, so far or at their end.
    pub(super) fn ordinary_ran(&mut self, outcomes: Outcomes, over: bool) {
        if let Some(explored) = &mut self.explored {
            explored.ordinary = Some(outcomes);
            explored.goes_on = !over;
        }
    }
}
