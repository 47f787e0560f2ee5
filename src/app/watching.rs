//! Watching a program of the learner's own: what keys do to it, and what becomes of it when the learner leaves.

use std::collections::BTreeMap;

use super::msg::Effect;
use super::sheet::Sheet;
use super::stage::{Life, Stage};
use super::wish::Wish;
use super::{App, Notice, Screen};
use crate::model::{Both, Event};

static STILL_RUNS: Both = Both::fixed(
    "It still runs: Ctrl-C interrupts it, q asks what is to become of it.",
    "它还在运行：Ctrl-C 中断它，按 q 选择怎样处理它。",
);
static HELD: Both = Both::fixed(
    "Here something was found, and all are held: End and Space let them go on.",
    "在这里发现了问题，所有进程已停住：按 End 再按空格继续。",
);
static INTERRUPTED: Both = Both::fixed(
    "Ctrl-C went to the program, as in any terminal. Once more: leave it, or end it.",
    "Ctrl-C 已交给程序，和在普通终端里一样。再按一次：离开它或结束它。",
);

impl App {
    /// Shows a program of the learner's own, and nothing else: leaving it ends forklore. What is to be done first.
    pub fn watch(&mut self, wish: Wish, sources: BTreeMap<String, String>) -> Vec<Effect> {
        let mut stage = Stage::watched(wish);
        stage.sources = sources;
        self.screen = Screen::Stage(Box::new(stage));
        self.alone = true;
        self.run()
    }

    /// The program that is watched is to be held at the first thing that is found.
    pub fn hold_at_finding(&mut self) {
        self.holds_at_finding = true;
    }

    /// Where something has been found by now, and that is waited for: everybody is held, and it is looked at.
    fn held_at_finding(&mut self) -> Vec<Effect> {
        if !self.holds_at_finding || !self.watched_live() {
            return Vec::new();
        }
        let Some(stage) = self.stage_mut() else { return Vec::new() };
        let Some(found) = stage.player.log().findings().first().map(|found| found.n) else { return Vec::new() };
        stage.player.look_at(found + 1);
        stage.life = Life::Held;
        self.holds_at_finding = false;
        self.notice = Some(Notice::new(HELD.clone()));
        vec![Effect::SetPace(None)]
    }

    /// The texts that a recording brings along.
    pub fn bring(&mut self, sources: BTreeMap<String, String>) {
        if let Some(stage) = self.stage_mut() {
            stage.sources = sources;
        }
    }

    /// The exit status of the program that was watched, as a shell has it: 128 and the signal's number for one that a
    /// signal has ended. `None` while it runs, or where nothing was watched.
    pub fn exit_status(&self) -> Option<u8> {
        let stage = self.stage().filter(|stage| stage.wish.watched && stage.life == Life::Over)?;
        Some(match stage.player.log().world().run.ended.as_ref()?.0 {
            Some(code @ 0..) => code as u8,
            Some(signal) => 128_u8.saturating_add(signal.unsigned_abs() as u8),
            None => 1,
        })
    }

    /// The program on stage, if it is the learner's own and runs.
    fn watched_live(&self) -> bool {
        self.stage().is_some_and(Stage::hears)
    }

    /// The run has told something: files that have not been seen before are to be read.
    pub(super) fn told(&mut self, events: Vec<Event>) -> Vec<Effect> {
        let Some(stage) = self.stage_mut() else { return Vec::new() };
        let files = stage.new_files(&events);
        stage.told(events);
        let mut effects = self.held_at_finding();
        if !files.is_empty() {
            effects.push(Effect::ReadSources(files));
        }
        effects
    }

    /// Ctrl-C goes to the program; a second one asks what is to become of it, a third one ends it. `None` where nothing
    /// is watched.
    pub(super) fn interrupt_watched(&mut self, again: bool) -> Option<Vec<Effect>> {
        if !self.watched_live() {
            return None;
        }
        Some(match self.sheet {
            Some(Sheet::Leave) => self.end_it(),
            _ if again => {
                self.notice = None;
                self.lay(Sheet::Leave)
            }
            _ => {
                self.notice = Some(Notice::new(INTERRUPTED.clone()));
                vec![Effect::Type(vec![0x03])]
            }
        })
    }

    /// A line to be typed into the program.
    pub(super) fn lay_typing(&mut self) -> Vec<Effect> {
        if self.watched_live() { self.lay(Sheet::Type(String::new())) } else { Vec::new() }
    }

    /// From now on every key is the program's.
    pub(super) fn lay_through(&mut self) -> Vec<Effect> {
        if self.watched_live() { self.lay(Sheet::Through) } else { Vec::new() }
    }

    /// Types what stands there, and Enter; there may be more to type.
    pub(super) fn type_line(&mut self, line: String) -> Vec<Effect> {
        self.sheet = Some(Sheet::Type(String::new()));
        vec![Effect::Type((line + "\n").into_bytes())]
    }

    /// The program is ended, and forklore with it.
    pub(super) fn end_it(&mut self) -> Vec<Effect> {
        self.sheet = None;
        self.leaves = true;
        vec![Effect::Stop]
    }

    /// The program goes on, and forklore leaves.
    pub(super) fn leave_it(&mut self) -> Vec<Effect> {
        vec![Effect::Leave, Effect::Quit]
    }

    /// Whether leaving has to be asked about first; then it is.
    pub(super) fn asks_to_leave(&mut self) -> bool {
        let asks = self.watched_live() && self.stage().is_some_and(|stage| stage.stepping.is_none());
        if asks {
            self.notice = None;
            self.sheet = Some(Sheet::Leave);
        }
        asks
    }

    /// A program whose every step waits for leave ends with us: nobody else would give it.
    pub(super) fn ends_with_us(&self) -> bool {
        self.watched_live() && self.stage().is_some_and(|stage| stage.stepping.is_some())
    }

    /// Whether the program may not be run again now; then it is said why.
    pub(super) fn still_runs(&mut self) -> bool {
        let runs = self.watched_live() && self.stage().is_some_and(|stage| stage.stepping.is_none());
        if runs {
            self.notice = Some(Notice::new(STILL_RUNS.clone()));
        }
        runs
    }

    /// The program that was watched is over.
    pub(super) fn watched_ended(&mut self) -> Vec<Effect> {
        if matches!(self.sheet, Some(Sheet::Leave | Sheet::Type(_) | Sheet::Through)) {
            self.sheet = None;
        }
        if self.leaves { vec![Effect::Quit] } else { Vec::new() }
    }
}

impl Stage {
    /// Whether it is a program of the learner's own that runs: it has a keyboard.
    pub fn hears(&self) -> bool {
        self.wish.watched && self.is_live()
    }

    /// Files that these events are the first to point into, where no lesson knows them.
    fn new_files(&mut self, events: &[Event]) -> Vec<String> {
        if self.lesson.is_some() {
            return Vec::new();
        }
        let mut new = Vec::new();
        for file in events.iter().filter_map(|event| Some(&event.place.as_ref()?.file)) {
            if !self.sources.contains_key(&**file) {
                self.sources.insert(file.to_string(), String::new());
                new.push(file.to_string());
            }
        }
        new
    }

    /// The file whose text is shown where no lesson says: that in which the one selected is, or whoever moved last.
    pub fn file(&self) -> Option<&str> {
        let world = self.player.world();
        let selected = self.selected.as_deref().and_then(|name| world.actor(name));
        let placed = selected.filter(|actor| actor.place.is_some());
        let moved =
            placed.or_else(|| world.actors().filter(|actor| actor.place.is_some()).max_by_key(|actor| actor.last));
        let file = moved.and_then(|actor| Some(&*actor.place.as_ref()?.file));
        file.or_else(|| self.sources.keys().next().map(String::as_str))
    }
}
