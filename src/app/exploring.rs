//! Exploring: every order of the program on stage, what has come out so far, and the way back to one of them.

use super::msg::Effect;
use super::sheet::Sheet;
use super::stage::Stage;
use super::walk::Walk;
use super::{App, Notice, Place, Screen};
use crate::model::Both;
use crate::model::outcome::Outcomes;
use crate::model::report::{Aim, Report, Way};
use crate::model::schedule::Schedule;

static NO_ORDERS: Both = Both::fixed(
    "Cannot be explored: its runs have no end, hang on time, or do not repeat.",
    "本课不能穷举所有顺序：运行不会结束、取决于真实时间，或者无法重复。",
);
static NO_TREE: Both = Both::fixed("The tree of choices is there when exploring is over.", "探索结束之后才有选择树。");
static NOT_TRIED: Both = Both::fixed("No order that goes on like this was tried.", "没有试过这样继续的顺序。");

/// So many preemptions are few.
pub const FEW: usize = 2;
/// On how many orderings of two steps an error may hang that random orders look for.
const DEPTH: usize = 3;

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
    /// In how many of the orders the goal of the challenge is reached, where there is one.
    pub reached: Option<usize>,
}

impl Explored {
    /// Whether all orders were tried, and none of them reaches the goal.
    pub fn proves_never(&self) -> bool {
        !self.goes_on && self.report.complete && self.reached == Some(0)
    }
}

impl App {
    /// Lays the outcomes over the stage, and has every order tried if that was not done.
    pub(super) fn explore(&mut self) -> Vec<Effect> {
        let Some(stage) = self.stage() else { return Vec::new() };
        if let Some(why) = stage.no_orders() {
            self.notice = Some(Notice::new(why));
            return Vec::new();
        }
        let is_new = stage.explored.is_none() || self.place() == Place::Outcomes;
        if is_new {
            return self.explore_by(Aim::Different);
        }
        self.sheet = Some(Sheet::Outcomes { selected: 0 });
        Vec::new()
    }

    /// Has orders tried afresh, in a way.
    pub(super) fn explore_by(&mut self, aim: Aim) -> Vec<Effect> {
        let mut effects = self.stop_exploring();
        let Some(stage) = self.stage_mut() else { return Vec::new() };
        if stage.is_live() {
            effects.push(Effect::Stop);
        }
        stage.explored = Some(Explored { goes_on: true, ..Explored::default() });
        effects.push(Effect::Explore(Box::new(stage.wish.clone()), aim));
        self.sheet = Some(Sheet::Outcomes { selected: 0 });
        effects
    }

    /// Has orders tried by random priorities: each time by others.
    pub(super) fn explore_at_random(&mut self) -> Vec<Effect> {
        let before = self.stage().and_then(|stage| match &stage.explored.as_ref()?.report.way {
            Way::Random(luck) => Some(luck.seed),
            _ => None,
        });
        self.explore_by(Aim::Random { runs: ORDINARY, seed: before.map_or(1, |seed| seed + 1), depth: DEPTH })
    }

    /// Lays the tree of choices over the stage.
    pub(super) fn lay_tree(&mut self) -> Vec<Effect> {
        let explored = self.stage().and_then(|stage| stage.explored.as_ref());
        match explored.map(|explored| &explored.report.choices).filter(|choices| choices.orders() > 0) {
            Some(choices) => self.sheet = Some(Sheet::Tree(Walk::begin(choices))),
            None => self.notice = Some(Notice::new(NO_TREE.clone())),
        }
        Vec::new()
    }

    /// Into the step that is selected, or back out.
    pub(super) fn walk(&mut self, into: bool) -> Vec<Effect> {
        let App { sheet: Some(Sheet::Tree(walk)), screen: Screen::Stage(stage), notice, .. } = self else {
            return Vec::new();
        };
        let Some(explored) = &stage.explored else { return Vec::new() };
        match into {
            true if !walk.enter(&explored.report.choices) => *notice = Some(Notice::new(NOT_TRIED.clone())),
            true => {}
            false => walk.leave(&explored.report.choices),
        }
        Vec::new()
    }

    /// Runs the beginning that a walk has come to, in step mode, with the selected step to be given next.
    pub(super) fn replay_beginning(&mut self, walk: &Walk) -> Vec<Effect> {
        let explored = self.stage().and_then(|stage| stage.explored.as_ref());
        let Some((here, on)) = explored.and_then(|explored| walk.schedules(&explored.report.choices)) else {
            return Vec::new();
        };
        self.sheet = None;
        self.replay(here, on)
    }

    /// Exploring has come to this. If nobody can reach the goal that nobody should, the second part is won.
    pub(super) fn explored(&mut self, explored: Explored) -> Vec<Effect> {
        let App { screen: Screen::Stage(stage), progress, .. } = self else { return Vec::new() };
        // It may be that of another program, broken off by now.
        if !stage.explored.as_ref().is_some_and(|known| known.goes_on) {
            return Vec::new();
        }
        let proved = explored.proves_never();
        stage.explored = Some(explored);
        let challenge = stage.challenge().filter(|challenge| challenge.never && proved).map(|one| one.id.clone());
        let lesson = stage.wish.lesson.clone();
        match challenge {
            Some(challenge) if progress.win(&lesson, &challenge, 0) => vec![self.keep()],
            _ => Vec::new(),
        }
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
        effects.extend(self.replay(Schedule::default(), script));
        effects
    }

    /// Breaks off what still goes on.
    pub(super) fn stop_exploring(&mut self) -> Vec<Effect> {
        let explored = self.stage_mut().and_then(|stage| stage.explored.as_mut());
        let goes_on = explored.is_some_and(|explored| std::mem::take(&mut explored.goes_on));
        if goes_on { vec![Effect::StopExploring] } else { Vec::new() }
    }
}

impl Stage {
    /// Why not every order of what is on stage can be tried, if it cannot.
    pub fn no_orders(&self) -> Option<Both> {
        let explorable = self.lesson.as_ref().is_some_and(|lesson| lesson.head.explore);
        self.no_steps().or_else(|| (!explorable).then(|| NO_ORDERS.clone()))
    }

    /// Ordinary runs have come to this, so far or at their end.
    pub(super) fn ordinary_ran(&mut self, outcomes: Outcomes, over: bool) {
        if let Some(explored) = &mut self.explored {
            explored.ordinary = Some(outcomes);
            explored.goes_on = !over;
        }
    }
}
