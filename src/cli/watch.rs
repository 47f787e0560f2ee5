//! `forklore watch`: the learner's own program, unmodified, and what it does while it does it.
//!
//! The program keeps its input, its process group and its exit status. If forklore ends before it, it goes on.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, select};

use crate::model::{Event, Kind, Log, json};
use crate::run::{self, Feed, Request, Run, Tape};
use crate::wire::recording::Header;

use super::args::{self, Until};
use super::interrupt::{Interrupt, interrupts};
use super::paper::Paper;
use super::plain::Plain;
use super::refusal::Refusal;
use super::setup::Setup;

/// How often the clock is looked at.
const LOOK: Duration = Duration::from_millis(100);
/// Longest text of a script that a recording carries, in bytes.
const LONGEST: u64 = 256 * 1024;

/// Watches a program until it has ended, or until something is found. Ends as the program does.
pub fn run(args: &args::Watch, setup: &Setup) -> Result<ExitCode, Refusal> {
    let program = program(&args.command[0])?;
    let ignored = run::ignored();
    let interrupts = interrupts().map_err(|error| Refusal::machine(&error.into()))?;
    let request = Request::watch(program, &args.command, ignored).map_err(|error| Refusal::machine(&error))?;
    let tape = args.record.as_deref().map(|path| begin(path, &args.command)).transpose()?;
    let run = run::start(request).map_err(|error| Refusal::machine(&error))?;
    let watch = Watch {
        paper: Paper::standard(),
        plain: (!args.json).then(|| Plain::new(setup.lang)),
        tape,
        log: Log::new(),
        next: 0,
        told: 0,
        status: None,
    };
    watch.follow(run, &interrupts, args.until)
}

struct Watch {
    paper: Paper,
    plain: Option<Plain>,
    tape: Option<Tape>,
    /// Events as the run numbers them.
    log: Log,
    /// The number of the next event as it is told: findings stand between them.
    next: u64,
    /// How many findings were told.
    told: usize,
    status: Option<i32>,
}

impl Watch {
    fn follow(mut self, run: Run, interrupts: &Receiver<Interrupt>, until: Option<Until>) -> Result<ExitCode, Refusal> {
        let mut left = None;
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
                Ok(Feed::Events(events)) => self.take(&events)?,
                Ok(Feed::Ended) | Err(RecvTimeoutError::Disconnected) => break,
                _ => {}
            }
            if until.is_some() && self.told > 0 {
                run.stop("stopped");
            }
        }
        if let Some(tape) = &mut self.tape {
            tape.end().map_err(|error| Refusal::file(tape.path(), error))?;
        }
        if let Some(signal) = left {
            run.leave();
            return Ok(signal.exit_code());
        }
        Ok(status(self.status))
    }

    fn take(&mut self, events: &[Event]) -> io::Result<()> {
        let mut told = Vec::with_capacity(events.len());
        for event in events {
            self.log.push(event.clone());
            if event.kind == Kind::RunEnd {
                self.status = event.status();
                self.find(event.t, &mut told);
                told.push(event.clone());
            } else {
                told.push(event.clone());
                self.find(event.t, &mut told);
            }
        }
        for (n, event) in (self.next..).zip(&mut told) {
            event.n = n;
        }
        self.next += told.len() as u64;
        self.tell(&told)
    }

    /// What was found since the last look.
    fn find(&mut self, t: u64, told: &mut Vec<Event>) {
        let found = self.log.findings();
        told.extend(found[self.told..].iter().map(|finding| Event { t, ..finding.event() }));
        self.told = found.len();
    }

    fn tell(&mut self, events: &[Event]) -> io::Result<()> {
        self.tape.iter_mut().for_each(|tape| tape.keep(events));
        match &mut self.plain {
            Some(plain) => plain.tell(events, &mut self.paper)?,
            None => {
                let mut lines = Vec::with_capacity(256 * events.len());
                for event in events {
                    json::write_line(event, &mut lines);
                    lines.push(b'\n');
                }
                self.paper.write_all(&lines)?;
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

fn begin(path: &Path, command: &[OsString]) -> Result<Tape, Refusal> {
    let shown: Vec<_> = command.iter().map(|word| word.to_string_lossy()).collect();
    let mut header = Header::of(&shown.join(" "), "python");
    for word in command.iter().skip(1).map(Path::new).filter(|word| word.extension() == Some(OsStr::new("py"))) {
        let short = word.metadata().is_ok_and(|file| file.len() <= LONGEST);
        if let Some(text) = short.then(|| std::fs::read_to_string(word).ok()).flatten() {
            header.sources.insert(word.to_string_lossy().into_owned(), text);
        }
    }
    Tape::of(path, &header).map_err(|error| Refusal::file(path, error))
}
