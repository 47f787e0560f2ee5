//! Step mode: the learner decides who goes next, choice by choice.
//!
//! Going back is running afresh along the same schedule, one turn shorter: what real processes have done to their memory
//! is not undone.

use super::act::Act;
use super::msg::Effect;
use super::stage::{Life, Stage};
use super::{App, Notice, Screen};
use crate::lesson::Challenge;
use crate::lesson::claim::Case;
use crate::model::Both;
use crate::model::misfit::Misfit;
use crate::model::schedule::{Schedule, Stand, Turn};
use crate::model::tongue::both;

static NO_STEPS: Both = Both::fixed(
    "Cannot be stepped: its runs hang on real time, or do not repeat.",
    "本课不能逐步运行：它的运行取决于真实时间，或者无法重复。",
);
static RECORDED: Both = Both::fixed(
    "A recording has happened already: nobody can decide otherwise.",
    "录制是已经发生的事，不能再作别的决定。",
);
static NOTHING_TO_UNDO: Both = Both::fixed("No move has been made yet.", "还没有走过一步。");
static AFRESH: Both = Both::fixed(
    "Memory is not reversed: the program runs afresh along the same moves, without the last.",
    "内存不会倒退：程序从头运行，照原来的走法走，只少最后一步。",
);
static COMMAND_AFRESH: Both = Both::fixed(
    "Memory is not reversed: the command is run afresh, along the same moves without the last. What it has done to files stays.",
    "内存不会倒退：命令重新运行，照原来的走法走，只少最后一步。它对文件做过的改动仍然保留。",
);
static CANNOT: Both = Both::fixed("That one cannot go now: see what it waits for.", "它现在走不了：看看它在等什么。");
static COPIED: Both = Both::fixed("The schedule was given to the terminal's clipboard.", "走法已交给终端的剪贴板。");

/// A run whose order the learner decides.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stepping {
    /// The turns taken so far, those of an earlier run that is being repeated included.
    pub taken: Schedule,
    /// Turns to be offered first: an outcome that is replayed.
    pub script: Schedule,
    /// Who stands in front of what; `None` while somebody goes.
    pub stands: Option<Vec<Stand>>,
    /// Which of them is selected.
    pub selected: usize,
    /// How far turns are given without asking.
    pub rush: Rush,
    /// In how many moves the challenge was won.
    pub won: Option<u32>,
}

/// How far turns are given without asking.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Rush {
    /// Every turn is asked for.
    #[default]
    No,
    /// To the end of the run.
    ToEnd,
    /// Until something happens to an object or an actor.
    Until(String),
}

impl Stepping {
    /// A run that begins with these turns, and offers those.
    pub fn new(taken: Schedule, script: Schedule) -> Stepping {
        Stepping { taken, script, ..Stepping::default() }
    }

    /// Whether somebody is to be chosen now.
    pub fn asks(&self) -> bool {
        self.stands.is_some()
    }

    /// Whether everybody stands and nobody can go.
    pub fn is_stuck(&self) -> bool {
        self.asks() && self.able().next().is_none()
    }

    /// The places of those who can go.
    pub fn able(&self) -> impl Iterator<Item = usize> {
        let stands = self.stands.iter().flatten().enumerate();
        stands.filter(|(_, stand)| stand.lacks.is_none()).map(|(place, _)| place)
    }

    /// How many moves were made.
    pub fn moves(&self) -> u32 {
        self.taken.0.len() as u32
    }

    /// Everybody stands: whom the script names is selected, else the first who can go.
    fn stand(&mut self, stands: Vec<Stand>) {
        let scripted = self.script.0.get(self.taken.0.len());
        let named = stands.iter().position(|stand| stand.lacks.is_none() && Some(&stand.turn) == scripted);
        self.stands = Some(stands);
        let selected = named.or(self.able().next()).unwrap_or(0);
        self.selected = selected;
    }

    /// Gives a turn; `None` if that one cannot go.
    fn give(&mut self, place: usize) -> Option<Turn> {
        let stand = self.stands.as_ref()?.get(place).filter(|stand| stand.lacks.is_none())?;
        let turn = stand.turn.clone();
        self.taken.0.push(turn.clone());
        self.stands = None;
        Some(turn)
    }

    fn select_next(&mut self, down: bool) {
        let rows = self.stands.as_ref().map_or(0, Vec::len);
        self.selected =
            if down { (self.selected + 1).min(rows.saturating_sub(1)) } else { self.selected.saturating_sub(1) };
    }
}

/// What becomes of keys and of the run's words.
impl App {
    /// Into step mode, or out of it: the program runs afresh.
    pub(super) fn step_mode(&mut self) -> Vec<Effect> {
        let Some(stage) = self.stage() else { return Vec::new() };
        if let Some(why) = stage.no_steps() {
            self.notice = Some(Notice::new(why));
            return Vec::new();
        }
        if self.still_runs() {
            return Vec::new();
        }
        let Some(stage) = self.stage_mut() else { return Vec::new() };
        stage.wish.order = match stage.wish.order {
            Some(_) => None,
            None => Some(Schedule::default()),
        };
        stage.script = Schedule::default();
        self.run()
    }

    /// Runs a schedule in step mode: its beginning is taken, the rest is offered turn by turn.
    pub(super) fn replay(&mut self, taken: Schedule, script: Schedule) -> Vec<Effect> {
        let Some(stage) = self.stage_mut() else { return Vec::new() };
        stage.wish.order = Some(taken);
        stage.script = script;
        stage.act = Act::Watch;
        self.run()
    }

    /// Everybody stands in front of a step: somebody must go.
    pub(super) fn choice(&mut self, stands: Vec<Stand>) -> Vec<Effect> {
        let Some(stage) = self.stage_mut() else { return Vec::new() };
        let touched = stage.stepping.as_ref().is_some_and(|stepping| match &stepping.rush {
            Rush::Until(name) => stage.player.log().events().iter().rev().take(40).any(|event| {
                event.n > stage.rushed_from
                    && (event.object.as_deref() == Some(name) || event.actor.as_deref() == Some(name))
            }),
            _ => false,
        });
        let Some(stepping) = &mut stage.stepping else { return Vec::new() };
        stepping.stand(stands);
        if touched {
            stepping.rush = Rush::No;
        }
        if stepping.rush == Rush::No || stepping.is_stuck() {
            stepping.rush = Rush::No;
            stage.player.end();
            return Vec::new();
        }
        let place = stepping.selected;
        stepping.give(place).map(Effect::Go).into_iter().collect()
    }

    /// The order with which the run was to begin does not fit it: where, why, and who could have gone.
    pub(super) fn misfit(&mut self, misfit: &Misfit) -> Vec<Effect> {
        let Some(stage) = self.stage() else { return Vec::new() };
        let schedule = stage.wish.order.clone().unwrap_or_default();
        let Both { en, zh } = misfit.sentence(&schedule, stage.player.log());
        self.notice =
            Some(Notice::new(both!("This run cannot go as it was to: {en}.", "这次运行不能照原样走：{zh}。")));
        Vec::new()
    }

    /// The one with this number goes, counted from 0 among those who can.
    pub(super) fn give_turn_to(&mut self, number: usize) -> Vec<Effect> {
        let stepping = self.stage().and_then(|stage| stage.stepping.as_ref());
        let place = stepping.and_then(|stepping| stepping.able().nth(number));
        place.map_or_else(Vec::new, |place| self.give_turn(Some(place)))
    }

    /// The selected one goes, or the one at this place.
    pub(super) fn give_turn(&mut self, place: Option<usize>) -> Vec<Effect> {
        let Some(stage) = self.stage_mut() else { return Vec::new() };
        let Some(stepping) = stage.stepping.as_mut().filter(|stepping| stepping.asks()) else { return Vec::new() };
        let place = place.unwrap_or(stepping.selected);
        let known = stepping.stands.as_ref().is_some_and(|stands| place < stands.len());
        match stepping.give(place) {
            Some(turn) => {
                stage.player.end();
                vec![Effect::Go(turn)]
            }
            None => {
                self.notice = known.then(|| Notice::new(CANNOT.clone()));
                Vec::new()
            }
        }
    }

    /// Gives turns without asking, to the end or until something happens to what is selected.
    pub(super) fn rush(&mut self, to_end: bool) -> Vec<Effect> {
        let Some(stage) = self.stage_mut() else { return Vec::new() };
        stage.rushed_from = stage.player.log().len();
        let until = stage.selected.clone().map_or(Rush::ToEnd, Rush::Until);
        let Some(stepping) = &mut stage.stepping else { return Vec::new() };
        stepping.rush = if to_end { Rush::ToEnd } else { until };
        self.give_turn(None)
    }

    /// Runs afresh along the same schedule, without its last turn.
    pub(super) fn undo(&mut self) -> Vec<Effect> {
        let Some(stage) = self.stage_mut() else { return Vec::new() };
        let Some(stepping) = &stage.stepping else { return Vec::new() };
        let mut taken = stepping.taken.clone();
        if taken.0.pop().is_none() {
            self.notice = Some(Notice::new(NOTHING_TO_UNDO.clone()));
            return Vec::new();
        }
        stage.wish.order = Some(taken);
        let said = if stage.wish.watched { &COMMAND_AFRESH } else { &AFRESH };
        let effects = self.run();
        self.notice = Some(Notice::new(said.clone()));
        effects
    }

    /// The schedule so far goes to the terminal's clipboard, over ssh too.
    pub(super) fn copy_schedule(&mut self) -> Vec<Effect> {
        let text = self.stage().and_then(|stage| Some(stage.stepping.as_ref()?.taken.to_string()));
        self.notice = text.is_some().then(|| Notice::new(COPIED.clone()));
        text.map(Effect::Copy).into_iter().collect()
    }

    /// After events of a run in step mode: the challenge may be won.
    pub(super) fn look_at_challenge(&mut self) -> Vec<Effect> {
        let App { screen: Screen::Stage(stage), progress, .. } = self else { return Vec::new() };
        let Some(won) = stage.wins() else { return Vec::new() };
        let lesson = stage.wish.lesson.clone();
        let first = progress.win(&lesson, &won.0, won.1);
        if first { vec![self.keep()] } else { Vec::new() }
    }
}

impl Stage {
    /// Why what is on stage cannot be taken step by step, if it cannot.
    pub fn no_steps(&self) -> Option<Both> {
        match &self.lesson {
            _ if self.life == Life::Recorded => Some(RECORDED.clone()),
            Some(lesson) if !lesson.can_step() => Some(NO_STEPS.clone()),
            Some(_) => None,
            None if self.wish.watched => None,
            None => Some(NO_STEPS.clone()),
        }
    }

    /// The goal that stands on the screen: the challenge of the program that runs in step mode.
    pub fn challenge(&self) -> Option<&Challenge> {
        let lesson = self.lesson.as_ref()?;
        let (variant, settings) = (self.wish.variant.as_deref(), &self.wish.settings);
        lesson.challenges.iter().find(|challenge| challenge.is_about(variant, settings))
    }

    /// Whether the challenge has just been won: its id, and in how many moves.
    fn wins(&mut self) -> Option<(String, u32)> {
        let stepping = self.stepping.as_ref().filter(|stepping| stepping.won.is_none())?;
        let moves = stepping.moves();
        let challenge = self.challenge()?;
        let case = Case::new(self.player.log().events(), &self.wish.settings);
        let id = challenge.is_won(&case).then(|| challenge.id.clone())?;
        self.stepping.as_mut()?.won = Some(moves);
        Some((id, moves))
    }

    /// Selects the next who stands there, in step mode.
    pub(super) fn select_stand(&mut self, down: bool) {
        if let Some(stepping) = &mut self.stepping {
            stepping.select_next(down);
        }
    }
}
