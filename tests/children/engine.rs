//! An engine in a process of its own, that a test may tell to stop, make drop its run, or kill.

use std::io::{self, BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use crossbeam_channel::{Receiver, select, unbounded};
use forklore::model::json;
use forklore::model::schedule::Schedule;
use forklore::run::{self, Feed, Request, Then};

use crate::play::request;
use crate::proc;
use crate::repeated;

/// The first argument that makes this binary an engine.
const ENGINE: &str = "--engine";
/// The argument after a program's name that puts it behind the gate.
const GATED: &str = "--gated";
/// The first argument that makes it run a program many times.
const MANY: &str = "--many";
/// What everything below an engine carries in its environment, with a value of the engine's own.
const MARK: &str = "FORKLORE_TEST_ENGINE";

/// An engine in a process of its own.
pub struct Engine {
    child: Child,
    words: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
    mark: String,
}

impl Engine {
    /// Starts one, which runs a program.
    pub fn start(program: &str) -> Engine {
        Engine::of(Command::new("/proc/self/exe").args([ENGINE, program]))
    }

    /// Starts one, which runs a program whose every step waits for leave and gets it.
    pub fn gated(program: &str) -> Engine {
        Engine::of(Command::new("/proc/self/exe").args([ENGINE, program, GATED]))
    }

    /// Starts one that runs a program so many times and then says what is left in its process.
    pub fn many(program: &str, times: u32) -> Engine {
        Engine::of(Command::new("/proc/self/exe").args([MANY, program, &times.to_string()]))
    }

    /// Starts whatever command, marked with all that will be below it.
    pub fn of(command: &mut Command) -> Engine {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let value = format!("{}-{}-", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let piped = command.env(MARK, &value).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Engine { words: child.stdin.take(), child, lines, mark: format!("{MARK}={value}") }
    }

    /// The next line that it prints.
    pub fn line(&mut self) -> Option<String> {
        self.lines.next().map(Result::unwrap)
    }

    /// Reads until a line has this in it.
    pub fn until(&mut self, wanted: &str) {
        while let Some(line) = self.line() {
            if line.contains(wanted) {
                return;
            }
        }
        panic!("it ended before it said {wanted}");
    }

    /// Everything that it prints, to its end.
    pub fn finish(&mut self) -> Vec<String> {
        let mut all = Vec::new();
        while let Some(line) = self.line() {
            if line == "ended" {
                self.words = None;
            }
            all.push(line);
        }
        assert!(self.child.wait().unwrap().success());
        all
    }

    /// Says a word to it.
    pub fn say(&mut self, word: &str) {
        writeln!(self.words.as_mut().unwrap(), "{word}").unwrap();
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits until nobody but the engine itself is left.
    pub fn wait_until_alone(&self) {
        let own = self.child.id() as i32;
        let mut alone = 0;
        // Whoever runs away fast enough can be missed by one look.
        proc::wait_until("nothing of the run is left", || {
            alone = if proc::marked(&self.mark).iter().all(|pid| *pid == own) { alone + 1 } else { 0 };
            alone == 5
        });
    }

    /// How many processes there are, itself included.
    pub fn population(&self) -> usize {
        proc::marked(&self.mark).len()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether this process was started as an engine; if so, it becomes one and never returns.
pub fn become_engine_if_asked() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [ENGINE, program] => be_engine(request(program)),
        [ENGINE, program, GATED] => be_engine(gated(request(program))),
        [MANY, program, times] => repeated::be_many(program, times.parse().unwrap()),
        _ => return,
    }
    std::process::exit(0)
}

/// Prints every event as a line, and does what it is told on standard input until that ends.
fn be_engine(request: Request) {
    let mut run = Some(run::start(request).unwrap());
    let words = words();
    let nothing = crossbeam_channel::never();
    loop {
        select! {
            recv(run.as_ref().map_or(&nothing, |run| &run.feed)) -> feed => match feed {
                Ok(Feed::Events(events)) => events.iter().for_each(|event| print(&json::line(event))),
                Ok(Feed::Ended) => print("ended"),
                Ok(_) => {}
                Err(_) => run = None,
            },
            recv(words) -> word => match word.as_deref() {
                Ok("stop") => run.iter().for_each(|run| run.stop("stopped")),
                Ok(_) => {
                    run = None;
                    print("dropped");
                }
                Err(_) => return,
            },
        }
    }
}

fn gated(mut request: Request) -> Request {
    request.order.gating = Some(run::gating(&Schedule::default(), Then::First, Vec::new()));
    request
}

fn words() -> Receiver<String> {
    let (sender, words) = unbounded();
    std::thread::spawn(move || io::stdin().lines().map_while(Result::ok).try_for_each(|word| sender.send(word)));
    words
}

fn print(line: &str) {
    let mut out = io::stdout().lock();
    // Whoever reads may be satisfied.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
