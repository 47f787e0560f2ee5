//! `forklore watch`: the learner's own program, unmodified, and what it does while it does it.
//!
//! The program keeps its exit status, and where there is no screen its input and its process group. On the screen it has a
//! terminal of its own, into which can be typed. If forklore ends before it, it goes on.

use std::ffi::OsStr;
use std::io::{self, IsTerminal, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, select};

use crate::model::json::Pen;
use crate::model::{Event, Kind, Retold};
use crate::run::{self, Command, Feed, Request, Run, Tape, courtesy};

use super::args::{self, Until};
use super::interrupt::{Interrupt, interrupts};
use super::paper::Paper;
use super::plain::Plain;
use super::refusal::Refusal;
use super::screen;
use super::setup::{Setup, has_screen};

/// How often the clock is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// Watches a program: on the screen, where there is one and nothing else was asked for; else until it has ended or, where
/// that is asked for, something is found. Ends as the program does.
pub fn run(args: &args::Watch, setup: &Setup) -> Result<ExitCode, Refusal> {
    let command = Command::new(program(&args.command[0])?, &args.command);
    let wants_screen = !args.json && !args.plain;
    if wants_screen && has_screen() && io::stdin().is_terminal() {
        return screen::watch(command, args, setup);
    }
    if args.step {
        return Err(Refusal::new(
            "--step needs a screen: run it in a terminal, with standard input and output left to it",
            "--step 需要界面：请在终端里运行，不要改变标准输入和输出",
        ));
    }
    let interrupts = interrupts().map_err(|error| Refusal::machine(&error.into()))?;
    let request = Request::watch(&command, None).map_err(|error| Refusal::machine(&error))?;
    let begin = |path: &PathBuf| Tape::of_command(path, &command).map_err(|error| Refusal::file(path, error));
    let tape = args.record.as_ref().map(begin).transpose()?;
    let run = run::start(request).map_err(|error| Refusal::machine(&error))?;
    courtesy::give_way();
    let watch = Watch {
        paper: Paper::standard(),
        plain: (!args.json).then(|| Plain::new(setup.lang)),
        tape,
        retold: Retold::new(),
        status: None,
        pen: Pen::default(),
        lines: Vec::new(),
    };
    watch.follow(run, &interrupts, args.until)
}

struct Watch {
    paper: Paper,
    plain: Option<Plain>,
    tape: Option<Tape>,
    /// What is found. Nothing of the run is kept: a program that never ends would fill the memory.
    retold: Retold,
    status: Option<i32>,
    pen: Pen,
    /// What is being written.
    lines: Vec<u8>,
}

/// How long what was found may have consequences: a worker that dies is one thing, that somebody waits for it for ever
/// another.
const AFTERMATH: Duration = Duration::from_millis(1500);

impl Watch {
    fn follow(mut self, run: Run, interrupts: &Receiver<Interrupt>, until: Option<Until>) -> Result<ExitCode, Refusal> {
        let mut left = None;
        let mut found = None;
        loop {
            let heard = select! {
                recv(run.feed) -> feed => feed.map_err(|_| RecvTimeoutError::Disconnected),
                recv(interrupts) -> signal => {
                    // The terminal sends Ctrl-C to the program too, whose business it is. What is sent to us alone means us.
                    left = signal.ok().filter(|signal| !signal.is_from_the_keyboard());
                    if left.is_some() { break }
                    continue;
                }
                default(LOOK) => Err(RecvTimeoutError::Timeout),
            };
            match heard {
                Ok(Feed::Events(events)) => self.take(events)?,
                Ok(Feed::Ended) | Err(RecvTimeoutError::Disconnected) => break,
                _ => {}
            }
            if until.is_some() && self.retold.findings() > 0 {
                let since = found.get_or_insert_with(Instant::now);
                if since.elapsed() > AFTERMATH {
                    run.stop("stopped");
                }
            }
        }
        if let Some(tape) = &mut self.tape {
            tape.end().map_err(|error| Refusal::file(tape.path(), error))?;
        }
        if let Some(plain) = &self.plain {
            plain.owns_up(self.retold.world(), &mut self.paper)?;
        }
        if let Some(signal) = left {
            run.leave();
            return Ok(signal.exit_code());
        }
        Ok(status(self.status))
    }

    fn take(&mut self, events: Vec<Event>) -> io::Result<()> {
        let end = events.iter().find(|event| event.kind == Kind::RunEnd);
        self.status = end.and_then(Event::status).or(self.status);
        let told = self.retold.with(events);
        self.tell(&told)
    }

    fn tell(&mut self, events: &[Event]) -> io::Result<()> {
        self.tape.iter_mut().for_each(|tape| tape.keep(events));
        match &mut self.plain {
            Some(plain) => plain.tell(events, &mut self.paper)?,
            None => {
                self.lines.clear();
                events.iter().for_each(|event| self.pen.line(event, &mut self.lines));
                self.paper.write_all(&self.lines)?;
            }
        }
        self.paper.flush()
    }
}

/// Its own status; 128 and the signal's number for one that a signal ended.
fn status(status: Option<i32>) -> ExitCode {
    match status {
        Some(code @ 0..) => ExitCode::from(code as u8),
        Some(signal) => ExitCode::from(128_u8.saturating_add(signal.unsigned_abs() as u8)),
        None => ExitCode::FAILURE,
    }
}

/// Where the program is: as it was said, or on the path.
fn program(name: &OsStr) -> Result<PathBuf, Refusal> {
    let said = Path::new(name);
    let is_program =
        |path: &Path| path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = match said.components().count() > 1 {
        true => Some(said.to_path_buf()),
        false => std::env::split_paths(&path).map(|dir| dir.join(said)).find(|path| is_program(path)),
    };
    found.filter(|path| is_program(path)).ok_or_else(|| {
        let name = name.display();
        Refusal::new(
            format!("{name} is no program that can be run: forklore watch -- python3 script.py"),
            format!("{name} 不是可以运行的程序：请写成 forklore watch -- python3 script.py"),
        )
    })
}
