//! Staging: what keys do to a lesson and its run.

use super::act::{Act, Page};
use super::action::{Do, Place};
use super::msg::Effect;
use super::player::Temporality;
use super::sheet::Sheet;
use super::stage::{Life, Stage};
use super::stepping::Stepping;
use super::{App, Notice, Screen, grade};
use crate::lesson::question::Asked;
use crate::model::Both;
use crate::model::schedule::Schedule;

/// Said to who presses Enter on a question before choosing; it goes with the next key.
static CHOOSE_FIRST: Both = Both::fixed(
    "Choose an answer first, by its number or with the arrow keys; s leaves the question out.",
    "请先选一个答案：按数字键，或用方向键；按 s 跳过这个问题。",
);

impl App {
    /// Enter: opens what is selected, or goes on to what comes next.
    pub(super) fn go_on(&mut self) -> Vec<Effect> {
        match self.sheet.take() {
            Some(Sheet::Palette(palette)) => {
                let found = palette.found(self.offered(self.place_below()), self.setting.lang);
                let act = found.get(palette.selected).map(|action| action.act);
                act.filter(|act| *act != Do::Palette).map_or(Vec::new(), |act| self.perform(act))
            }
            Some(Sheet::Knobs(turning)) => self.rerun(turning.wish),
            Some(Sheet::Outcomes { selected }) => self.replay_outcome(selected),
            Some(Sheet::Tree(walk)) => self.replay_beginning(&walk),
            Some(Sheet::Type(line)) => self.type_line(line),
            Some(_) => Vec::new(),
            None => self.go_on_below(),
        }
    }

    fn go_on_below(&mut self) -> Vec<Effect> {
        match &self.screen {
            Screen::Course => {
                self.shelf.typing = false;
                let chosen = self.shelf.chosen(&self.course).map(|entry| entry.id.clone());
                chosen.map(Effect::Open).into_iter().collect()
            }
            Screen::Stage(stage) => match stage.act {
                Act::Ask(_) => self.answer(false),
                Act::Watch if stage.life == Life::Ready => self.run(),
                Act::Watch if stage.is_stuck() => vec![Effect::EndStuck],
                Act::Watch if stage.stepping.as_ref().is_some_and(Stepping::asks) && stage.is_live() => {
                    self.give_turn(None)
                }
                Act::Watch if stage.hears() => self.lay_typing(),
                Act::Watch if stage.has_more() => self.turn_page(),
                Act::Watch => Vec::new(),
                Act::Verdict(Page::Recap) => self.next_lesson(),
                Act::Verdict(_) => self.turn_page(),
            },
        }
    }

    fn turn_page(&mut self) -> Vec<Effect> {
        let pages = self.claim_pages();
        let Some(stage) = self.stage_mut() else { return Vec::new() };
        match stage.following(pages) {
            Some(act) => stage.act = act,
            None => return Vec::new(),
        }
        if stage.act == Act::Verdict(Page::Recap) && stage.wish.variant.is_none() {
            let lesson = stage.wish.lesson.clone();
            self.progress.finish(&lesson);
            return vec![self.keep()];
        }
        Vec::new()
    }

    /// A number chooses an answer.
    pub(super) fn choose(&mut self, c: char) -> Vec<Effect> {
        let Some(place) = c.to_digit(10).and_then(|digit| digit.checked_sub(1)) else { return Vec::new() };
        if self.place() == Place::Choose {
            return self.give_turn_to(place as usize);
        }
        let Some(stage) = self.stage_mut() else { return Vec::new() };
        let options = stage.question().map_or(0, |(question, _)| question.options.len());
        if let Act::Ask(asking) = &mut stage.act {
            asking.choose(place as usize, options);
        }
        Vec::new()
    }

    /// What is chosen is the answer, or the question is left out.
    fn answer(&mut self, skip: bool) -> Vec<Effect> {
        let App { screen: Screen::Stage(stage), progress, .. } = self else { return Vec::new() };
        let Some((question, asking)) = stage.question() else { return Vec::new() };
        let (question, asking) = (question.clone(), asking.clone());
        if asking.answered {
            return self.turn_page();
        }
        if asking.chosen.is_none() && !skip {
            self.notice = Some(Notice::new(CHOOSE_FIRST.clone()));
            return Vec::new();
        }
        let picked = asking.chosen.filter(|_| !skip);
        let option = picked.and_then(|at| question.options.get(at)).map(|option| option.id.as_str());
        progress.pick(&stage.wish.lesson, &question.id, option);
        stage.picked.insert(question.id.clone(), picked);
        if asking.phase == Asked::Recap {
            let right = stage.right.get(&question.id).copied().or_else(|| grade::known(&question));
            stage.right.extend(right.map(|right| (question.id.clone(), right)));
        }
        super::update::grade(stage, progress);
        self.after_answer(asking.phase, picked.is_some())
    }

    fn after_answer(&mut self, phase: Asked, picked: bool) -> Vec<Effect> {
        let mut effects = vec![self.keep()];
        let pages = self.claim_pages();
        let Some(stage) = self.stage_mut() else { return effects };
        match (&mut stage.act, phase) {
            (Act::Ask(asking), Asked::Recap) if picked => asking.answered = true,
            (_, Asked::Predict) => match stage.following(pages) {
                Some(act) => stage.act = act,
                None => effects.extend(self.run()),
            },
            _ => effects.extend(self.turn_page()),
        }
        effects
    }

    /// Runs what is wished for, from the start.
    pub(super) fn run(&mut self) -> Vec<Effect> {
        let App { screen: Screen::Stage(stage), progress, .. } = self else { return Vec::new() };
        if stage.life == Life::Recorded {
            stage.player.play();
            return Vec::new();
        }
        stage.wish.pace = stage.live_pace();
        stage.begins();
        if !stage.wish.watched {
            progress.ran(&stage.wish.lesson);
        }
        self.notice = None;
        vec![Effect::Start(Box::new(stage.wish.clone()))]
    }

    /// Runs something else of the same lesson; first asks what is to be asked about it.
    fn rerun(&mut self, wish: super::Wish) -> Vec<Effect> {
        let App { screen: Screen::Stage(stage), .. } = self else { return Vec::new() };
        let stop = stage.is_live();
        stage.wish = wish;
        stage.asks_by_seed();
        stage.explored = None;
        stage.script = Schedule::default();
        match stage.next_question(Asked::Predict) {
            Some(asking) => {
                stage.begins();
                stage.life = Life::Ready;
                stage.act = Act::Ask(asking);
                if stop { vec![Effect::Stop] } else { Vec::new() }
            }
            None => self.run(),
        }
    }

    /// Into the drill, or on to its next program.
    pub(super) fn drill(&mut self) -> Vec<Effect> {
        let Some(stage) = self.stage() else { return Vec::new() };
        let Some((lesson, drill)) = stage.lesson.as_ref().and_then(|lesson| Some((lesson, lesson.drill()?))) else {
            return Vec::new();
        };
        let mut wish = stage.wish.clone();
        if wish.variant.as_deref() == Some(drill) {
            wish.seed = wish.seed.wrapping_add(1);
        }
        let wish = wish.with_variant(lesson, Some(drill));
        self.rerun(wish)
    }

    /// Esc and q: one step out.
    pub(super) fn back(&mut self) -> Vec<Effect> {
        match self.sheet.take() {
            Some(Sheet::Outcomes { .. }) => return self.stop_exploring(),
            Some(Sheet::Tree(_)) => return self.explore(),
            Some(Sheet::Compare { comparison: None, .. }) => return vec![Effect::StopExploring],
            Some(_) => return Vec::new(),
            None => {}
        }
        match &mut self.screen {
            Screen::Course => {
                self.shelf.clear(&self.course);
                Vec::new()
            }
            Screen::Stage(stage) => match stage.act {
                Act::Watch if stage.zoomed || stage.selected.is_some() => {
                    stage.zoomed = false;
                    stage.selected = None;
                    Vec::new()
                }
                Act::Ask(ref asking) if asking.phase != Asked::Predict => {
                    stage.act = Act::Watch;
                    Vec::new()
                }
                Act::Verdict(_) => {
                    stage.act = Act::Watch;
                    Vec::new()
                }
                _ => self.leave(),
            },
        }
    }

    fn leave(&mut self) -> Vec<Effect> {
        if self.asks_to_leave() {
            return Vec::new();
        }
        if self.ends_with_us() {
            return self.end_it();
        }
        if self.alone {
            return vec![Effect::Quit];
        }
        let live = self.stage().is_some_and(Stage::is_live);
        self.screen = Screen::Course;
        self.notice = None;
        if live { vec![Effect::Stop] } else { Vec::new() }
    }

    /// To the lesson after this one; back to the list after the last.
    pub(super) fn next_lesson(&mut self) -> Vec<Effect> {
        let Some(stage) = self.stage() else { return Vec::new() };
        let entries = self.course.entries();
        let at = entries.iter().position(|entry| entry.id == stage.wish.lesson);
        let next = self.course.after(&stage.wish.lesson).map(|entry| entry.id.clone());
        let place = at.map_or(0, |at| (at + 1).min(entries.len().saturating_sub(1)));
        let mut effects = self.leave();
        self.shelf.selected = place;
        effects.extend(next.map(Effect::Open));
        effects
    }

    /// What an action does to the run that is on stage.
    pub(super) fn stage_act(&mut self, act: Do) -> Vec<Effect> {
        match act {
            Do::Skip => return self.answer(true),
            Do::Again if self.still_runs() => return Vec::new(),
            Do::Again => return self.run(),
            _ => {}
        }
        let Some(stage) = self.stage_mut() else { return Vec::new() };
        match act {
            Do::Hold => return stage.hold(),
            Do::Faster => return stage.set_pace(stage.pace.faster()),
            Do::Slower => return stage.set_pace(stage.pace.slower()),
            Do::Full => return stage.set_pace(super::player::Pace::Full),
            Do::Step => stage.player.step(true),
            Do::StepBack => stage.player.step(false),
            Do::NextOf | Do::PreviousOf => stage.step_of(act == Do::NextOf),
            Do::Start => stage.player.home(),
            Do::End => stage.player.end(),
            Do::Zoom => stage.zoomed = !stage.zoomed,
            Do::NextPane => stage.focus_next(true),
            Do::PreviousPane => stage.focus_next(false),
            _ => {}
        }
        Vec::new()
    }
}

impl Stage {
    /// Space: holds the run or lets it go on; looking back, plays or stops playing.
    fn hold(&mut self) -> Vec<Effect> {
        match (self.player.temporality(), self.life) {
            (Temporality::Playing { .. }, _) => self.player.look(),
            (Temporality::Following, Life::Running | Life::Starting) => {
                self.life = Life::Held;
                return vec![Effect::SetPace(None)];
            }
            (_, Life::Held) if self.player.is_at_end() => {
                self.player.end();
                self.life = Life::Running;
                return vec![Effect::SetPace(Some(self.live_pace()))];
            }
            (_, Life::Running) if self.player.is_at_end() => self.player.end(),
            _ => self.player.play(),
        }
        Vec::new()
    }

    fn set_pace(&mut self, pace: super::player::Pace) -> Vec<Effect> {
        self.pace = pace;
        match self.life {
            Life::Running | Life::Starting => vec![Effect::SetPace(Some(self.live_pace()))],
            _ => Vec::new(),
        }
    }

    /// How fast a run goes; looking back always keeps the pace that is set.
    fn live_pace(&self) -> super::player::Pace {
        let full = self.lesson.as_ref().is_some_and(|lesson| lesson.head.full_speed);
        if full { super::player::Pace::Full } else { self.pace }
    }

    fn step_of(&mut self, forward: bool) {
        match self.selected.clone() {
            Some(name) => self.player.step_of(&name, forward),
            None => self.player.step(forward),
        }
    }

    /// Up or down: among answers, or in the pane that has the keys.
    pub(super) fn up_or_down(&mut self, down: bool) {
        let options = self.question().map_or(0, |(question, _)| question.options.len());
        match &mut self.act {
            Act::Ask(asking) => asking.choose_next(down, options),
            Act::Watch if self.stepping.as_ref().is_some_and(Stepping::asks) => self.select_stand(down),
            Act::Watch => self.go(down),
            Act::Verdict(_) => {}
        }
    }

    /// The sections of the lesson's text that may be read by now.
    pub fn sections(&self) -> Vec<&'static str> {
        match self.life {
            Life::Over | Life::Recorded => vec!["intro", "explain", "picture", "recap"],
            _ => vec!["intro"],
        }
    }
}
