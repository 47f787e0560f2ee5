//! Effects: what the app asks for is done here: runs, lessons, files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crossbeam_channel::{Receiver, Sender};

use crate::app::player::Pace;
use crate::app::{Effect, Msg, Wish};
use crate::explore::choices_of;
use crate::lesson::check::runs::Trial;
use crate::lesson::{Engine, Lesson, Preferences, Progress, Source, Texts, store, trust};
use crate::model::Both;
use crate::model::misfit::Misfit;
use crate::model::tongue::both;
use crate::run::interpreter::Interpreter;
use crate::run::replay::{label, recording_of};
use crate::run::{self, Command, Feed, Request, Run, Then, command};

use super::comparer;
use super::explorer;
use super::taping::Taping;

static STRANGE: Both = Both::fixed(
    "This is not a lesson of the course: its program can do on this machine whatever you can. Read it; Enter once more runs it.",
    "这不是内置课程：它的程序在这台机器上能做你能做的任何事。请先读一读；再按一次 Enter 就运行。",
);

static UNREAD: Both =
    Both::fixed("The program does not read what is typed: there was no room for it.", "程序没有读取输入：已没有空位。");

/// Whoever makes effects come true.
pub(super) struct Effects {
    source: Source,
    run: Option<Run>,
    held_for: Option<run::Pace>,
    pace: run::Pace,
    /// What other threads have to say.
    pub answers: Receiver<Msg>,
    sender: Sender<Msg>,
    exploring: Arc<AtomicBool>,
    /// Whether it has been said that nothing can be kept.
    unkept: bool,
    /// Whether lessons of one's own run without asking; else what was asked about last.
    yes: bool,
    asked: Option<String>,
    taping: Taping,
    /// The interpreter asked for, and the one found, asked once.
    python: Option<PathBuf>,
    interpreter: Option<Interpreter>,
    /// The program of the learner's own that is watched, if one is.
    command: Option<Command>,
}

impl Effects {
    /// Lessons come from this source.
    pub fn new(
        source: Source,
        taping: Taping,
        python: Option<PathBuf>,
        yes: bool,
        command: Option<Command>,
    ) -> Effects {
        let (sender, answers) = super::channel();
        let exploring = Arc::default();
        Effects {
            source,
            run: None,
            held_for: None,
            pace: run::Pace::Full,
            answers,
            sender,
            exploring,
            unkept: false,
            yes,
            asked: None,
            taping,
            python,
            interpreter: None,
            command,
        }
    }

    /// What the run tells, if there is one.
    pub fn feed(&self) -> Option<Receiver<Feed>> {
        self.run.as_ref().map(|run| run.feed.clone())
    }

    /// Reads what was kept of earlier sittings, beside the loop.
    pub fn recall(&self) {
        let sender = self.sender.clone();
        let read = move || {
            let Some(dir) = store::state_dir() else { return };
            let found = Progress::load(&dir);
            let _ = sender.send(Msg::Remembered(Box::new(found.value)));
            if let Some(notice) = found.notice {
                let _ = sender.send(Msg::Noticed(notice));
            }
        };
        let _ = std::thread::Builder::new().name("recall".into()).spawn(read);
    }

    /// Does it; what is known at once is answered at once.
    pub fn carry_out(&mut self, effect: Effect) -> Vec<Msg> {
        match effect {
            Effect::Open(id) => vec![self.open(&id)],
            // One that cannot be read says so when it is opened.
            Effect::Glance(id) => {
                Lesson::load(&self.source, &id).map(|it| Msg::Glanced(Box::new(it))).into_iter().collect()
            }
            Effect::ReadTexts => vec![Msg::Texts(Box::new(Texts::load(&self.source)))],
            Effect::Start(wish) => self.start(&wish).unwrap_or_else(|fault| vec![Msg::Failed(fault)]),
            Effect::Stop => {
                self.run.iter().for_each(|run| run.stop("stopped"));
                Vec::new()
            }
            Effect::EndStuck => {
                self.run.iter().for_each(|run| run.stop("hang"));
                Vec::new()
            }
            Effect::SetPace(pace) => {
                self.set_pace(pace.map_or(run::Pace::Hold, pace_of));
                Vec::new()
            }
            Effect::Go(turn) => {
                self.run.iter().for_each(|run| run.go(&turn));
                Vec::new()
            }
            Effect::Explore(wish, aim) => self.explore(*wish, explorer::Work::Orders(aim)),
            Effect::Ordinary(wish, times) => self.explore(*wish, explorer::Work::Ordinary(times)),
            Effect::Compare(wish) => {
                self.compare(*wish).unwrap_or_else(|why| vec![Msg::Compared(None), Msg::Noticed(why)])
            }
            Effect::StopExploring => {
                self.exploring.store(false, std::sync::atomic::Ordering::SeqCst);
                Vec::new()
            }
            Effect::Keep(progress) => self.keep(&progress),
            Effect::KeepSetting(preferences) => self.keep_setting(&preferences),
            Effect::ReadSources(files) => vec![Msg::Sources(sources(files))],
            Effect::Type(bytes) => {
                let typed = self.run.as_ref().is_none_or(|run| run.type_in(&bytes));
                if typed { Vec::new() } else { vec![Msg::Noticed(UNREAD.clone())] }
            }
            Effect::Leave => {
                self.leave();
                Vec::new()
            }
            Effect::Copy(_) | Effect::Suspend | Effect::Quit => Vec::new(),
        }
    }

    fn open(&self, id: &str) -> Msg {
        match Lesson::load(&self.source, id) {
            Ok(lesson) => Msg::Opened(Box::new(lesson)),
            Err(fault) => Msg::Failed(Both::same(fault.to_string())),
        }
    }

    /// Goes away from a program that is watched: it runs on.
    fn leave(&mut self) {
        if self.command.is_some() {
            self.run.take().into_iter().for_each(Run::leave);
        }
    }

    /// Our terminal is gone, and with it that of a program that is watched.
    pub fn hang_up(&self) {
        self.run.iter().for_each(Run::hang_up);
    }

    /// The terminal of a program that is watched gets the size of ours.
    pub fn resize(&self) {
        if let (Some(run), Ok(size)) = (&self.run, crossterm::terminal::size()) {
            run.resize(size);
        }
    }

    fn watch(&mut self, command: &Command, wish: &Wish) -> anyhow::Result<()> {
        let size = crossterm::terminal::size().unwrap_or((80, 24));
        let mut request = Request::watch(command, Some(size))?;
        if let Some(order) = &wish.order {
            request = request.gated(order, Then::Ask, Vec::new());
        }
        request.pace = pace_of(wish.pace);
        self.pace = request.pace;
        self.run = Some(run::start(request)?);
        Ok(())
    }

    fn start(&mut self, wish: &Wish) -> Result<Vec<Msg>, Both> {
        self.run = None;
        if let Some(command) = self.command.clone().filter(|_| wish.watched) {
            self.taping.begin_command(&command)?;
            self.watch(&command, wish).map_err(|error| Both::same(format!("{error:#}")))?;
            return Ok(Vec::new());
        }
        if wish.engine == Engine::Python {
            self.ask(&wish.lesson)?;
        }
        let lesson = Lesson::load(&self.source, &wish.lesson).map_err(|fault| Both::same(fault.to_string()))?;
        if wish.engine == Engine::Python
            && self.interpreter().is_err()
            && let Some(recording) = recording_of(&self.source, &lesson, wish.variant.as_deref())
        {
            let said = Msg::Failed(label(&recording));
            return Ok(vec![Msg::Told(recording.log.events().to_vec()), Msg::Ended, said]);
        }
        let mut request = self.request(&lesson, wish)?;
        if let Some(order) = &wish.order {
            request = request.gated(order, Then::Ask, choices_of(&lesson));
        }
        request.pace = pace_of(wish.pace);
        self.pace = request.pace;
        self.taping.begin(&lesson, trial_of(wish))?;
        self.run = Some(run::start(request).map_err(|error| Both::same(format!("{error:#}")))?);
        Ok(Vec::new())
    }

    /// A lesson that is not of the course is run when the learner asks for it a second time, having been told.
    fn ask(&mut self, lesson: &str) -> Result<(), Both> {
        if self.yes || trust::is_allowed(&self.source, lesson) {
            return Ok(());
        }
        let digest = trust::digest(&self.source, lesson).map_err(|error| Both::same(error.to_string()))?;
        if self.asked.replace(digest.clone()) != Some(digest) {
            return Err(STRANGE.clone());
        }
        // If it cannot be remembered it is asked again in the next sitting: no harm.
        let _ = trust::remember(&self.source, lesson);
        Ok(())
    }

    fn set_pace(&mut self, pace: run::Pace) {
        self.pace = pace;
        self.run.iter().for_each(|run| run.set_pace(pace));
    }

    /// Holds the run while the screen is away.
    pub fn hold(&mut self) {
        self.held_for = Some(self.pace);
        self.run.iter().for_each(|run| run.set_pace(run::Pace::Hold));
    }

    /// Lets it go on as before.
    pub fn go_on(&mut self) {
        if let Some(pace) = self.held_for.take() {
            self.set_pace(pace);
        }
    }

    /// What the run has told, in the app's words.
    pub fn told(&mut self, feed: Option<Feed>) -> Vec<Msg> {
        match feed {
            Some(Feed::Events(events)) => {
                self.taping.told(&events);
                vec![Msg::Told(events)]
            }
            Some(Feed::Choice(stands)) => vec![Msg::Choice(stands)],
            Some(Feed::Misfit { turn, stands }) => vec![Msg::Misfit(Misfit { turn, stands })],
            Some(Feed::Ended) | None => {
                self.run = None;
                let unkept = self.taping.end().map(Msg::Failed);
                std::iter::once(Msg::Ended).chain(unkept).collect()
            }
        }
    }

    /// Keeps what was done. Each time all of it is written: what could not be kept once is kept as soon as it can be.
    fn keep(&mut self, progress: &Progress) -> Vec<Msg> {
        let saved = store::state_dir().map_or(Ok(None), |dir| progress.save(&dir));
        self.kept(saved, "XDG_STATE_HOME")
    }

    fn keep_setting(&mut self, preferences: &Preferences) -> Vec<Msg> {
        let saved = store::config_dir().map_or(Ok(()), |dir| preferences.save(&dir));
        self.kept(saved.map(|()| None), "XDG_CONFIG_HOME")
    }

    /// That something could not be kept is said once in a sitting: hearing it again would help nobody.
    fn kept(&mut self, saved: std::io::Result<Option<Both>>, home: &str) -> Vec<Msg> {
        let notice = match saved {
            Ok(notice) => notice,
            Err(_) if self.unkept => None,
            Err(error) => {
                self.unkept = true;
                Some(not_kept(&error, home))
            }
        };
        notice.map(Msg::Noticed).into_iter().collect()
    }

    /// What a wish asks for, if this machine can do it.
    fn request(&mut self, lesson: &Lesson, wish: &Wish) -> Result<Request, Both> {
        let variant = wish.variant.as_deref();
        let request = match wish.engine {
            Engine::Native => Request::native(lesson, variant, &wish.settings, wish.seed),
            Engine::Python => Request::python(lesson, variant, &wish.settings, wish.seed, self.interpreter()?),
        };
        request.map_err(|error| Both::same(format!("{error:#}")))
    }

    fn interpreter(&mut self) -> Result<&Interpreter, Both> {
        if self.interpreter.is_none() {
            self.interpreter = Some(Interpreter::choose(self.python.as_deref()).map_err(|none| none.0)?);
        }
        self.interpreter.as_ref().ok_or_else(Both::default)
    }

    fn compare(&mut self, wish: Wish) -> Result<Vec<Msg>, Both> {
        self.ask(&wish.lesson)?;
        let interpreter = self.interpreter()?.clone();
        self.exploring.store(false, std::sync::atomic::Ordering::SeqCst);
        self.exploring = Arc::new(AtomicBool::new(true));
        let (source, sender, going) = (self.source.clone(), self.sender.clone(), self.exploring.clone());
        comparer::start(source, wish, interpreter, sender, going);
        Ok(Vec::new())
    }

    fn explore(&mut self, wish: Wish, work: explorer::Work) -> Vec<Msg> {
        self.exploring.store(false, std::sync::atomic::Ordering::SeqCst);
        self.exploring = Arc::new(AtomicBool::new(true));
        let interpreter = match (wish.engine == Engine::Python).then(|| self.interpreter().cloned()).transpose() {
            Ok(interpreter) => interpreter,
            Err(none) => return vec![Msg::Explored(Box::default()), Msg::Failed(none)],
        };
        let (source, sender, going) = (self.source.clone(), self.sender.clone(), self.exploring.clone());
        explorer::start(explorer::Subject { source, wish, interpreter }, work, sender, going);
        Vec::new()
    }
}

/// A program of the learner's own survives us, whatever ends us.
impl Drop for Effects {
    fn drop(&mut self) {
        self.leave();
    }
}

/// The texts of files, as far as they can be read.
fn sources(files: Vec<String>) -> BTreeMap<String, String> {
    files
        .into_iter()
        .filter_map(|file| Some((command::text(Path::new(&file))?, file)))
        .map(|(text, file)| (file, text))
        .collect()
}

fn trial_of(wish: &Wish) -> Trial {
    Trial { variant: wish.variant.clone(), engine: wish.engine, settings: wish.settings.clone() }
}

fn pace_of(pace: Pace) -> run::Pace {
    pace.a_second().map_or(run::Pace::Full, |times| run::Pace::Every(1000 / times))
}

/// Why nothing can be kept, and what to do about it; `home` is the variable that says where it would be.
fn not_kept(error: &std::io::Error, home: &str) -> Both {
    use std::io::ErrorKind;
    let (why, what) = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            (both!("the disk is full", "磁盘已满"), both!("free some room", "请腾出一些空间"))
        }
        ErrorKind::ReadOnlyFilesystem => (
            both!("the file system is read-only", "文件系统是只读的"),
            both!("set {home} to another directory", "请把 {home} 设为别的目录"),
        ),
        _ => (
            Both::same(error.to_string()),
            both!("look at it, or set {home} to another directory", "请检查，或把 {home} 设为别的目录"),
        ),
    };
    Both::new(
        format!("This could not be kept for next time: {}; {}. Everything else works.", why.en, what.en),
        format!("没能保存到下次：{}，{}。其他一切照常。", why.zh, what.zh),
    )
}
