//! Keys: from a key to an action, and from an action to what becomes of it.

use super::action::{self, Do, Place};
use super::exploring::FEW;
use super::key::Key;
use super::msg::Effect;
use super::sheet::{Palette, Sheet, Turning};
use super::words::Words;
use super::{App, Notice, Screen};
use crate::lesson::Engine;
use crate::model::Both;
use crate::model::report::Aim;

static ONCE_MORE: Both =
    Both::fixed("Stopped. Ctrl-C once more quits forklore.", "已停止。再按一次 Ctrl-C 退出 forklore。");
static ONE_ENGINE: Both = Both::fixed("This lesson runs on one engine only.", "本课只能用一个引擎运行。");
static NO_TWIN: Both = Both::fixed("This program has no text in Rust.", "这个程序没有对应的 Rust 代码。");

/// Rows that a page key goes.
const PAGE: usize = 10;

impl App {
    /// A key was pressed.
    pub(super) fn key(&mut self, key: Key) -> Vec<Effect> {
        self.notice = self.notice.take().filter(|notice| !notice.answers);
        let before = self.notice.clone();
        let effects = self.acts_on(key);
        let is_new = self.notice != before;
        self.notice.iter_mut().for_each(|notice| notice.answers |= is_new);
        effects
    }

    fn acts_on(&mut self, key: Key) -> Vec<Effect> {
        let again = std::mem::replace(&mut self.interrupted, key == Key::Ctrl('c'));
        match action::at(self.place(), key) {
            None if self.place() == Place::Through => key.bytes().map(Effect::Type).into_iter().collect(),
            Some(Do::Interrupt) => self.interrupt(again),
            Some(act) => self.perform(act),
            None => self.typed(key),
        }
    }

    /// A key that is no action: typing, or a number that answers a question.
    fn typed(&mut self, key: Key) -> Vec<Effect> {
        let typing = self.place() == Place::Typing;
        match (&mut self.sheet, key) {
            (Some(Sheet::Palette(palette)), Key::Char(c)) => {
                palette.typed.push(c);
                palette.selected = 0;
            }
            (Some(Sheet::Palette(palette)), Key::Backspace) => {
                palette.typed.pop();
                palette.selected = 0;
            }
            (Some(Sheet::Type(line)), Key::Char(c)) => line.push(c),
            (Some(Sheet::Type(line)), Key::Tab) => line.push('\t'),
            (Some(Sheet::Type(line)), Key::Backspace) => drop(line.pop()),
            // The end of what is typed (termios(3), VEOF).
            (Some(Sheet::Type(_)), Key::Ctrl('d')) => return vec![Effect::Type(vec![0x04])],
            (Some(Sheet::Words(words)), Key::Char(c)) => words.types(c),
            (Some(Sheet::Words(words)), Key::Backspace) => words.takes_back(),
            (None, Key::Char(c)) if typing => self.shelf.types(&self.course, c),
            (None, Key::Backspace) if typing => self.shelf.takes_back(&self.course),
            (None, Key::Char(c)) => return self.choose(c),
            _ => {}
        }
        Vec::new()
    }

    /// Does what an action says.
    pub(super) fn perform(&mut self, act: Do) -> Vec<Effect> {
        match act {
            Do::Interrupt => self.interrupt(false),
            Do::Suspend => vec![Effect::Suspend],
            Do::Quit => vec![Effect::Quit],
            Do::Back => self.back(),
            Do::Enter => self.go_on(),
            Do::Up | Do::Down => self.leap(act == Do::Down, 1),
            Do::PageUp | Do::PageDown => self.leaf(act == Do::PageDown),
            Do::First | Do::Last => self.leap(act == Do::Last, usize::MAX),
            Do::Help => self.lay(Sheet::Help { top: 0 }),
            Do::Words => self.lay(Sheet::Words(Words::default())),
            Do::Palette => self.lay(Sheet::Palette(Palette::default())),
            Do::Read => self.lay(Sheet::Read { top: 0 }),
            Do::Knobs => self.lay_knobs(),
            Do::Language => self.set(|setting| setting.lang = setting.lang.other()),
            Do::Theme => self.set(|setting| setting.ground = setting.ground.next()),
            Do::Axis => self.set(|setting| setting.axis = setting.axis.other()),
            Do::Source => self.other_text(),
            Do::Search => self.search(),
            Do::Engine => self.other_engine(),
            Do::TurnDown | Do::TurnUp => self.turn(act == Do::TurnUp),
            Do::Defaults => self.defaults(),
            Do::NextLesson => self.next_lesson(),
            Do::Drill => self.drill(),
            Do::StepMode => self.step_mode(),
            Do::Explore => self.explore(),
            Do::Ordinary => self.ordinary(),
            Do::Few => self.explore_by(Aim::Preempting(FEW)),
            Do::Random => self.explore_at_random(),
            Do::Tree => self.lay_tree(),
            Do::Into | Do::Out => self.walk(act == Do::Into),
            Do::Undo => self.undo(),
            Do::RunOut | Do::RunUntil => self.rush(act == Do::RunOut),
            Do::Any => self.give_turn(None),
            Do::Compare => self.compare(),
            Do::Type => self.lay_typing(),
            Do::Through => self.lay_through(),
            Do::EndIt => self.end_it(),
            Do::LeaveIt => self.leave_it(),
            Do::CopySchedule => self.copy_schedule(),
            act => self.stage_act(act),
        }
    }

    /// The first Ctrl-C stops the lesson, the second ends forklore.
    fn interrupt(&mut self, again: bool) -> Vec<Effect> {
        if let Some(effects) = self.interrupt_watched(again) {
            return effects;
        }
        let live = self.stage().is_some_and(|stage| stage.is_live());
        if again || !live {
            return vec![Effect::Quit];
        }
        let hangs = self.stage().is_some_and(|stage| stage.hangs());
        self.notice = Some(Notice::new(ONCE_MORE.clone()));
        vec![if hangs { Effect::EndStuck } else { Effect::Stop }]
    }

    pub(super) fn lay(&mut self, sheet: Sheet) -> Vec<Effect> {
        self.sheet = Some(sheet);
        Vec::new()
    }

    fn lay_knobs(&mut self) -> Vec<Effect> {
        let Some(stage) = self.stage().filter(|stage| stage.lesson.is_some()) else { return Vec::new() };
        let row = usize::from(stage.lesson.as_ref().is_some_and(|lesson| lesson.variants.is_empty()));
        self.lay(Sheet::Knobs(Turning { row, wish: stage.wish.clone() }))
    }

    fn set(&mut self, change: impl FnOnce(&mut super::Setting)) -> Vec<Effect> {
        change(&mut self.setting);
        vec![Effect::KeepSetting(self.setting.preferences())]
    }

    fn other_text(&mut self) -> Vec<Effect> {
        let lesson = self.stage().and_then(|stage| Some((stage.lesson.as_ref()?, &stage.wish)));
        let twin = lesson.is_some_and(|(lesson, wish)| lesson.program(wish.variant.as_deref()).rust.is_some());
        if twin || self.setting.text == super::setting::Text::Rust {
            self.setting.text = self.setting.text.other();
        } else {
            self.notice = Some(Notice::new(NO_TWIN.clone()));
        }
        Vec::new()
    }

    fn search(&mut self) -> Vec<Effect> {
        self.shelf.typing = true;
        if self.course.texts.is_empty() { vec![Effect::ReadTexts] } else { Vec::new() }
    }

    fn other_engine(&mut self) -> Vec<Effect> {
        let Some(stage) = self.stage() else { return Vec::new() };
        let other = match stage.wish.engine {
            Engine::Native => Engine::Python,
            Engine::Python => Engine::Native,
        };
        let has = stage
            .lesson
            .as_ref()
            .is_some_and(|lesson| lesson.engines_of(stage.wish.variant.as_deref()).contains(&other));
        if !has {
            self.notice = Some(Notice::new(ONE_ENGINE.clone()));
            return Vec::new();
        }
        let mut effects = self.set(|setting| setting.engine = Some(other));
        let asked = self.place_below() == Place::Predict;
        if let Some(stage) = self.stage_mut() {
            stage.wish.engine = other;
        }
        if !asked {
            effects.extend(self.run());
        }
        effects
    }

    fn turn(&mut self, up: bool) -> Vec<Effect> {
        let App { sheet: Some(Sheet::Knobs(turning)), screen: Screen::Stage(stage), .. } = self else {
            return Vec::new();
        };
        if let Some(lesson) = &stage.lesson {
            turning.turn(lesson, up);
        }
        Vec::new()
    }

    fn defaults(&mut self) -> Vec<Effect> {
        let App { sheet: Some(Sheet::Knobs(turning)), screen: Screen::Stage(stage), .. } = self else {
            return Vec::new();
        };
        if let Some(lesson) = &stage.lesson {
            turning.defaults(lesson);
        }
        Vec::new()
    }

    /// A page up or down: beside a question of the program, else of whatever is listed.
    fn leaf(&mut self, down: bool) -> Vec<Effect> {
        match &mut self.screen {
            Screen::Stage(stage) if self.sheet.is_none() && stage.question().is_some() => {
                stage.move_code(down, PAGE);
                Vec::new()
            }
            _ => self.leap(down, PAGE),
        }
    }

    /// So many rows up or down in whatever is listed.
    fn leap(&mut self, down: bool, by: usize) -> Vec<Effect> {
        let (offered, lang) = (self.offered(self.place_below()).collect::<Vec<_>>(), self.setting.lang);
        let blocks = self.blocks();
        let App { sheet, screen, shelf, course, .. } = self;
        match (sheet, screen) {
            (Some(Sheet::Help { top }), _) => *top = moved(*top, down, by, offered.len()),
            (Some(Sheet::Read { top }), _) => *top = moved(*top, down, by, blocks),
            (Some(Sheet::Compare { top, comparison }), _) => {
                *top = moved(*top, down, by, comparison.as_ref().map_or(0, |found| found.rows()));
            }
            (Some(Sheet::Palette(palette)), _) => {
                palette.selected = moved(palette.selected, down, by, palette.found(offered.into_iter(), lang).len());
            }
            (Some(Sheet::Words(words)), Screen::Course) => {
                words.selected = moved(words.selected, down, by, words.found(None).len())
            }
            (Some(Sheet::Words(words)), Screen::Stage(stage)) => {
                words.selected = moved(words.selected, down, by, words.found(stage.lesson.as_deref()).len());
            }
            (Some(Sheet::Knobs(turning)), Screen::Stage(stage)) => {
                let rows = stage.lesson.as_ref().map_or(1, |lesson| Turning::rows(lesson));
                turning.row = moved(turning.row, down, by, rows);
            }
            (Some(Sheet::Outcomes { selected }), Screen::Stage(stage)) => {
                let rows = stage.explored.as_ref().map_or(0, |explored| explored.report.outcomes.iter().count());
                *selected = moved(*selected, down, by, rows);
            }
            (Some(Sheet::Tree(walk)), Screen::Stage(stage)) => {
                stage.explored.iter().for_each(|explored| walk.select(&explored.report.choices, down, by));
            }
            (None, Screen::Course) => shelf.go(course, down, by),
            (None, Screen::Stage(stage)) => (0..by.min(99)).for_each(|_| stage.up_or_down(down)),
            _ => {}
        }
        Vec::new()
    }

    /// How many blocks of text there are to be read.
    fn blocks(&self) -> usize {
        let Some(stage) = self.stage() else { return 0 };
        let lesson = stage.lesson.as_ref();
        let count = |id: &str| lesson.map_or(0, |lesson| lesson.prose.blocks(id, self.setting.lang).len());
        1 + stage.sections().into_iter().map(count).sum::<usize>()
    }
}

fn moved(at: usize, down: bool, by: usize, rows: usize) -> usize {
    if down { at.saturating_add(by).min(rows.saturating_sub(1)) } else { at.saturating_sub(by) }
}
