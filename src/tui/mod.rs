//! The screen: where app, runs, recordings and the terminal meet.
//!
//! ```text
//! keys ─┐                          ┌─▶ effects: runs, lessons, files
//! run  ─┼─▶ Msg ─▶ App::update ────┤
//! tick ─┘                          └─▶ draw, at most thirty times a second, and only if something changed
//! ```
//!
//! Invariant: one loop, on one thread; the only place that joins the app to real runs and to a real terminal.

mod comparer;
mod effects;
mod explorer;
mod guard;
mod input;
mod paper;
pub mod picture;
mod signals;
mod taping;

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, after, never, select, unbounded};

use crate::app::{App, Effect, Msg, Setting, Wish};
use crate::lesson::{Course, Lesson, Progress, Source};
use crate::model::schedule::Schedule;
use crate::model::{Both, Log};
use crate::run::{Command, Feed};
use crate::ui::glyph::{ASCII, UNICODE};
use crate::ui::ink::Look;
use crate::ui::theme::{Depth, Theme};

use effects::Effects;
use guard::Screen;
use input::Input;
use signals::{HANGUP, Signal};
use taping::Taping;

/// Least time between two frames: nobody sees more.
const FRAME: Duration = Duration::from_millis(33);
/// How often time is told to the app while something moves.
const TICK: Duration = Duration::from_millis(33);

/// How the screen begins.
pub struct Options {
    /// Language, theme, engine and so on.
    pub setting: Setting,
    /// How many colours the terminal shows.
    pub depth: Depth,
    /// Plain ASCII signs only.
    pub ascii: bool,
    /// Where lessons come from.
    pub source: Source,
    /// What is shown first.
    pub start: Start,
    /// Where the latest run is kept.
    pub record: Option<PathBuf>,
    /// The interpreter asked for.
    pub python: Option<PathBuf>,
    /// Lessons of one's own run without asking.
    pub yes: bool,
    /// What has to be said first: a recording that was cut.
    pub notice: Option<Both>,
}

/// What is shown first.
pub enum Start {
    /// The list of lessons.
    Course,
    /// A lesson, and what of it is to be run.
    Lesson(Box<Lesson>, Box<Wish>),
    /// A recording, the lesson that it is of, and the texts that it brings along.
    Recording(Box<Log>, Option<Box<Lesson>>, BTreeMap<String, String>),
    /// A program of the learner's own, which is started and watched.
    Command {
        /// What is started.
        command: Box<Command>,
        /// Whether step by step.
        step: bool,
        /// Whether it is held at the first finding.
        until_finding: bool,
    },
}

/// Shows the screen until the learner leaves it.
///
/// # Errors
/// If there is no terminal, or it cannot be written to.
pub fn run(options: Options) -> io::Result<ExitCode> {
    let signals = signals::listen()?;
    let notice = options.notice.clone();
    let mut desk = Desk::new(options)?;
    desk.draw()?;
    desk.recall();
    desk.begin();
    notice.into_iter().for_each(|notice| desk.take(Msg::Failed(notice)));
    let code = desk.serve(&signals);
    drop(desk);
    code
}

/// The loop and all that it holds.
struct Desk {
    app: App,
    screen: Screen,
    input: Input,
    effects: Effects,
    /// What is to be done after the first frame.
    first: Vec<Effect>,
    depth: Depth,
    ascii: bool,
    dirty: bool,
    drawn: Instant,
    told: Instant,
    quits: bool,
}

impl Desk {
    fn new(options: Options) -> io::Result<Desk> {
        let mut app = App::new(Course::load(&options.source), Progress::default(), options.setting);
        let (mut first, mut command) = (Vec::new(), None);
        match options.start {
            Start::Course => {}
            Start::Lesson(lesson, wish) => app.enter(*lesson, *wish),
            Start::Recording(log, lesson, sources) => {
                app.show(*log, lesson.map(|lesson| *lesson));
                app.bring(sources);
            }
            Start::Command { command: own, step, until_finding } => {
                if until_finding {
                    app.hold_at_finding();
                }
                let order = step.then(Schedule::default);
                first = app.watch(Wish { order, ..Wish::of_command(own.shown()) }, own.scripts());
                command = Some(*own);
            }
        }
        let screen = Screen::enter()?;
        let now = Instant::now();
        Ok(Desk {
            app,
            screen,
            input: Input::start()?,
            effects: Effects::new(options.source, Taping::into(options.record), options.python, options.yes, command),
            first,
            depth: options.depth,
            ascii: options.ascii,
            dirty: true,
            drawn: now,
            told: now,
            quits: false,
        })
    }

    /// What was kept of earlier sittings is read after the first frame.
    fn recall(&mut self) {
        self.effects.recall();
    }

    /// What is shown first may have to be started.
    fn begin(&mut self) {
        self.measure();
        let first = std::mem::take(&mut self.first);
        self.carry_out_all(first);
    }

    fn serve(&mut self, signals: &Receiver<Signal>) -> io::Result<ExitCode> {
        while !self.quits {
            let feed = self.effects.feed().unwrap_or_else(never);
            let tick = self.next_tick().map_or_else(never, after);
            select! {
                recv(self.input.keys) -> word => match word {
                    Ok(input::Word::Key(key)) => self.take(Msg::Key(key)),
                    Ok(input::Word::Resized) => self.resized(),
                    Ok(input::Word::HungUp) | Err(_) => return Ok(self.hung_up()),
                },
                recv(feed) -> feed => self.fed(feed.ok()),
                recv(self.effects.answers) -> answer => if let Ok(msg) = answer { self.take(msg) },
                recv(signals) -> signal => match signal {
                    Ok(Signal::Resized) => self.resized(),
                    Ok(Signal::Continued) => self.back_on_screen()?,
                    Ok(Signal::End(HANGUP)) => return Ok(self.hung_up()),
                    Ok(Signal::End(number)) => return Ok(ExitCode::from(128 + number)),
                    Err(_) => {}
                },
                recv(tick) -> _ => {}
            }
            self.drain_feed();
            self.pass_time();
            self.draw_if_due()?;
        }
        Ok(self.app.exit_status().map_or(ExitCode::SUCCESS, ExitCode::from))
    }

    /// The terminal is gone.
    fn hung_up(&self) -> ExitCode {
        self.effects.hang_up();
        ExitCode::from(128 + HANGUP)
    }

    /// The terminal has another size: so has that of a program that is watched.
    fn resized(&mut self) {
        self.dirty = true;
        self.measure();
        self.effects.resize();
    }

    /// The app knows how much stands on a page.
    fn measure(&mut self) {
        if let Ok((_, rows)) = crossterm::terminal::size() {
            self.take(Msg::Window(rows));
        }
    }

    /// When to look again although nothing happens: for the next frame, or because something moves by itself.
    fn next_tick(&self) -> Option<Duration> {
        let frame = self.dirty.then(|| FRAME.saturating_sub(self.drawn.elapsed()));
        let moves = self.app.is_moving().then_some(TICK);
        frame.into_iter().chain(moves).min()
    }

    fn take(&mut self, msg: Msg) {
        let due = self.app.update(msg);
        self.carry_out_all(due);
    }

    fn carry_out_all(&mut self, mut due: Vec<Effect>) {
        self.dirty = true;
        while !due.is_empty() {
            let more: Vec<Msg> = due.into_iter().flat_map(|effect| self.carry_out(effect)).collect();
            due = more.into_iter().flat_map(|msg| self.app.update(msg)).collect();
        }
    }

    fn carry_out(&mut self, effect: Effect) -> Vec<Msg> {
        match effect {
            Effect::Quit => self.quits = true,
            Effect::Suspend => {
                if self.suspend().is_err() {
                    self.quits = true;
                }
            }
            Effect::Copy(text) => {
                if self.screen.copy(&text).is_err() {
                    self.quits = true;
                }
            }
            effect => return self.effects.carry_out(effect),
        }
        Vec::new()
    }

    fn fed(&mut self, feed: Option<Feed>) {
        for msg in self.effects.told(feed) {
            self.take(msg);
        }
    }

    /// Takes in whatever else the run has told by now: a frame shows it all.
    fn drain_feed(&mut self) {
        let began = Instant::now();
        while began.elapsed() < FRAME / 2 {
            let Some(feed) = self.effects.feed().and_then(|feed| feed.try_recv().ok()) else { return };
            self.fed(Some(feed));
        }
    }

    fn pass_time(&mut self) {
        let passed = self.told.elapsed();
        self.told = Instant::now();
        if self.app.is_moving() {
            self.take(Msg::Tick(passed.as_nanos().min(u128::from(u64::MAX)) as u64));
        }
    }

    fn draw_if_due(&mut self) -> io::Result<()> {
        if self.dirty && self.drawn.elapsed() >= FRAME { self.draw() } else { Ok(()) }
    }

    fn draw(&mut self) -> io::Result<()> {
        let look = look(&self.app, self.depth, self.ascii);
        self.screen.draw(&self.app, &look)?;
        self.dirty = false;
        self.drawn = Instant::now();
        Ok(())
    }

    /// To the shell: the run is held meanwhile, so that nothing of it is missed.
    fn suspend(&mut self) -> io::Result<()> {
        self.effects.hold();
        self.input.pause();
        self.screen.leave()?;
        let _ = nix::sys::signal::raise(nix::sys::signal::Signal::SIGSTOP);
        self.back_on_screen()
    }

    fn back_on_screen(&mut self) -> io::Result<()> {
        self.screen.come_back()?;
        self.input.resume();
        self.effects.go_on();
        self.dirty = true;
        Ok(())
    }
}

/// How things look with the settings of the moment.
fn look(app: &App, depth: Depth, ascii: bool) -> Look {
    let glyphs = if ascii { &ASCII } else { &UNICODE };
    Look { lang: app.setting.lang, theme: Theme::new(app.setting.ground, depth), glyphs }
}

/// A channel for words that come from other threads.
fn channel<T>() -> (crossbeam_channel::Sender<T>, Receiver<T>) {
    unbounded()
}
