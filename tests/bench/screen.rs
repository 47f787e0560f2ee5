//! The screen: how soon it is there, what a whole frame costs, and what it costs when nothing happens.
//!
//! `cargo bench --bench screen`. Beside it: an interpreter that starts and ends, the same frame on a backend in memory.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on may panic")]

mod ratio;
#[path = "../support/terminal.rs"]
#[allow(dead_code, reason = "a measurement needs less of a terminal than a test")]
mod terminal;

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use forklore::app::{App, Setting};
use forklore::lesson::{Course, Lesson, Progress, Source};
use forklore::model::{Event, Log};
use forklore::run::interpreter::Interpreter;
use forklore::ui;
use forklore::ui::ink::Look;
use nix::pty::openpty;
use nix::sys::termios::{SetArg, cfmakeraw, tcgetattr, tcsetattr};
use ratatui::backend::{Backend, CrosstermBackend, TestBackend};
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};
use ratio::{Ratio, seconds_each};

const COLUMNS: u16 = 200;
const ROWS: u16 = 60;
const FRAMES: u32 = 20;
const MILLI: (&str, f64) = ("ms", 1e-3);

fn main() {
    first_frame();
    whole_frame();
    unchanged_frame();
    idle();
}

/// From the start of the binary to the last line of its first screen.
fn first_frame() {
    let Ok(python) = Interpreter::choose(None) else {
        println!("skipped the first frame: no python3 to hold it against");
        return;
    };
    let ours = || {
        let start = Instant::now();
        let mut screen = terminal::Terminal::start(&["--lang", "en"], 80, 24);
        while !screen.shown().contains("quit") {
            std::thread::sleep(Duration::from_micros(100));
        }
        let seconds = start.elapsed().as_secs_f64();
        screen.press("q");
        screen.end();
        seconds
    };
    // The interpreter itself, not a script in its place that finds it first.
    let python = || seconds_of(&python.path);
    Ratio::of(20, ours, python).print("the first frame against python3 -S -E -c pass", MILLI, "0.5");
}

fn seconds_of(python: &Path) -> f64 {
    let mut command = Command::new(python);
    command.args(["-S", "-E", "-c", "pass"]).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    assert!(command.status().unwrap().success());
    start.elapsed().as_secs_f64()
}

/// The stage of a lesson with a log on it.
fn app() -> App {
    let mut log = Log::new();
    let events = include_str!("../events.ndjson").lines().filter_map(|line| serde_json::from_str::<Event>(line).ok());
    events.for_each(|event| log.push(event));
    let mut app = App::new(Course::load(&Source::Course), Progress::default(), Setting::default());
    app.show(log, Lesson::load(&Source::Course, "queue").ok());
    app
}

/// A terminal on a backend, as large as the measurement wants it.
fn on<B: Backend<Error: std::fmt::Debug>>(backend: B) -> Terminal<B> {
    let viewport = Viewport::Fixed(Rect::new(0, 0, COLUMNS, ROWS));
    Terminal::with_options(backend, TerminalOptions { viewport }).unwrap()
}

fn draw<B: Backend<Error: std::fmt::Debug>>(terminal: &mut Terminal<B>, app: &App) {
    terminal.draw(|frame| ui::draw(frame.area(), frame.buffer_mut(), app, &Look::default())).unwrap();
}

/// Everything is written anew each time: to a pty whose other end is read, and to memory.
fn whole_frame() {
    let app = app();
    let pair = openpty(None, None).unwrap();
    let mut modes = tcgetattr(&pair.slave).unwrap();
    cfmakeraw(&mut modes);
    tcsetattr(&pair.slave, SetArg::TCSANOW, &modes).unwrap();
    let mut reader = File::from(pair.master);
    std::thread::spawn(move || while reader.read(&mut [0; 65_536]).is_ok_and(|length| length > 0) {});
    let paper = std::io::BufWriter::with_capacity(1 << 20, File::from(pair.slave));
    let mut pty = on(CrosstermBackend::new(paper));
    let mut memory = on(TestBackend::new(COLUMNS, ROWS));
    let to_pty = || frames(&mut pty, &app);
    let to_memory = || frames(&mut memory, &app);
    Ratio::of(20, to_pty, to_memory).print(
        &format!("a whole frame of {COLUMNS} × {ROWS} to a pty against one in memory"),
        MILLI,
        "2",
    );
}

/// Seconds for each of some whole frames.
fn frames<B: Backend<Error: std::fmt::Debug>>(terminal: &mut Terminal<B>, app: &App) -> f64 {
    seconds_each(FRAMES, || {
        for _ in 0..FRAMES {
            draw(terminal, app);
            // What was drawn last is forgotten: every cell is new. Not `clear`, which asks the terminal where its cursor is.
            terminal.swap_buffers();
        }
    })
}

/// Counts what is written to it.
struct Counting(Arc<AtomicU64>);

impl std::io::Write for Counting {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn unchanged_frame() {
    let app = app();
    let count = Arc::new(AtomicU64::new(0));
    let mut terminal = on(CrosstermBackend::new(Counting(count.clone())));
    draw(&mut terminal, &app);
    let first = count.swap(0, Ordering::Relaxed);
    draw(&mut terminal, &app);
    let cells = count.load(Ordering::Relaxed);
    println!(
        "a frame in which nothing changed: {cells} bytes, all of them the cursor's, against {first} of the first   (reach: no cell)"
    );
}

/// The real binary, left alone: what it writes and what CPU time it uses.
fn idle() {
    let mut screen = terminal::Terminal::start(&["--lang", "en"], 80, 24);
    screen.see("quit");
    // What was kept is read after the first frame: wait until nothing more comes.
    let mut before = (0, u64::MAX);
    let pid = screen.child.process_id().unwrap();
    let used = || cpu(pid);
    while before != (screen.written(), used()) {
        before = (screen.written(), used());
        std::thread::sleep(Duration::from_millis(500));
    }
    let (written, cpu) = before;
    std::thread::sleep(Duration::from_secs(3));
    println!(
        "idle for 3 s: {} bytes written, {} µs of CPU   (reach: nothing)",
        screen.written() - written,
        (used() - cpu) / 1000
    );
    screen.press("q");
    screen.end();
}

/// Nanoseconds that a process's threads were on a CPU (proc(5), schedstat).
fn cpu(pid: u32) -> u64 {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    let of = |thread: std::fs::DirEntry| {
        let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    };
    threads.flatten().filter_map(of).sum()
}
