//! Update: the one door through which the app changes.

use std::sync::Arc;

use super::msg::{Effect, Msg};
use super::wish::Wish;
use super::{App, Notice, Screen};
use crate::lesson::{Lesson, Progress};
use crate::model::Both;

impl App {
    /// Takes in what happened; answers with what others have to do.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let mut effects = self.take_in(msg);
        effects.extend(self.glance());
        effects
    }

    /// The lesson that is selected in the course is to be read, once.
    fn glance(&mut self) -> Option<Effect> {
        let Screen::Course = self.screen else { return None };
        let chosen = self.shelf.chosen(&self.course)?.id.clone();
        let asked = self.shelf.asked.replace(chosen.clone());
        (asked.as_ref() != Some(&chosen)).then_some(Effect::Glance(chosen))
    }

    fn take_in(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Key(key) => self.key(key),
            Msg::Tick(nanoseconds) => self.tick(nanoseconds),
            Msg::Window(rows) => {
                self.rows = rows;
                Vec::new()
            }
            Msg::Opened(lesson) => self.opened(*lesson),
            Msg::Glanced(lesson) => {
                self.shelf.glance = Some(Arc::new(*lesson));
                Vec::new()
            }
            Msg::Texts(texts) => {
                self.course.texts = *texts;
                if self.shelf.typing {
                    self.shelf.aim(&self.course);
                }
                Vec::new()
            }
            Msg::Told(events) => {
                let mut effects = self.told(events);
                effects.extend(self.look_at_challenge());
                effects
            }
            Msg::Compared(found) => self.compared(found.map(|found| *found)),
            Msg::Sources(sources) => self.with_stage(|stage| stage.sources.extend(sources)),
            Msg::Choice(stands) => self.choice(stands),
            Msg::Misfit(misfit) => self.misfit(&misfit),
            Msg::Ordinary(outcomes, over) => self.with_stage(|stage| stage.ordinary_ran(*outcomes, over)),
            Msg::Explored(explored) => self.explored(*explored),
            Msg::Ended => self.ended(),
            Msg::Noticed(text) => {
                self.notice = Some(Notice::new(text));
                Vec::new()
            }
            Msg::Failed(why) => self.failed(why),
            Msg::Remembered(progress) => self.remembered(*progress),
        }
    }

    fn with_stage(&mut self, change: impl FnOnce(&mut super::Stage)) -> Vec<Effect> {
        if let Some(stage) = self.stage_mut() {
            change(stage);
        }
        Vec::new()
    }

    fn tick(&mut self, nanoseconds: u64) -> Vec<Effect> {
        self.notice = self.notice.take().and_then(|notice| {
            let left = notice.left.checked_sub(nanoseconds)?;
            Some(Notice { left, ..notice })
        });
        self.with_stage(|stage| {
            let pace = stage.pace;
            stage.player.pass(nanoseconds, pace);
        })
    }

    fn opened(&mut self, lesson: Lesson) -> Vec<Effect> {
        let wish = Wish::of(&lesson, self.setting.engine);
        self.enter(lesson, wish);
        vec![self.keep()]
    }

    fn ended(&mut self) -> Vec<Effect> {
        let App { screen: Screen::Stage(stage), progress, .. } = self else { return Vec::new() };
        if !stage.is_live() {
            return Vec::new();
        }
        stage.ended();
        if stage.wish.watched {
            return self.watched_ended();
        }
        grade(stage, progress);
        vec![self.keep()]
    }

    fn failed(&mut self, why: Both) -> Vec<Effect> {
        self.notice = Some(Notice::new(why));
        self.with_stage(|stage| {
            if stage.is_live() {
                stage.life = super::stage::Life::Ready;
            }
        })
    }

    fn remembered(&mut self, progress: Progress) -> Vec<Effect> {
        self.progress = std::mem::take(&mut self.progress).joined(progress);
        if matches!(self.screen, Screen::Course) && !self.shelf.typing && self.shelf.selected == 0 {
            self.shelf = super::shelf::Shelf::at_next(&self.course, &self.progress);
        }
        Vec::new()
    }

    /// What was done is to be kept.
    pub(super) fn keep(&self) -> Effect {
        Effect::Keep(Box::new(self.progress.clone()))
    }
}

/// What the run shows to be right is told to the progress.
pub(super) fn grade(stage: &super::Stage, progress: &mut Progress) {
    let Some(lesson) = &stage.lesson else { return };
    let lesson = Arc::clone(lesson);
    for (id, right) in &stage.right {
        let question = lesson.questions.iter().find(|question| question.id == *id);
        if let Some(option) = question.and_then(|question| question.options.get(*right)) {
            progress.grade(&lesson.id, id, &option.id);
        }
    }
}
