//! Again and again: the same on busy cores as on idle ones, and nothing left behind in the engine.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use forklore::lesson::{Lesson, Source};
use forklore::lessons::TABLE;
use forklore::model::schedule::Schedule;
use forklore::model::{Event, Kind, Phase};
use forklore::mp::{self, Exception, Lock, Process, Queue, Run, Thread, Value};
use forklore::run::{Session, Then, gating};
use forklore::wire::order::Gating;
use libtest_mimic::Trial;

use crate::engine::Engine;
use crate::play::{actor, is_clean, reason, request, run};
use crate::proc;
use crate::{Programs, test};

pub const PROGRAMS: Programs = &[("everything", everything), ("long", long)];

/// A little of everything, in an order of which nothing is left to luck but who waits.
fn everything(_: &Run) -> Result<(), Exception> {
    let queue = Queue::new("queue", 2)?;
    let (lock, value) = (Lock::new("lock"), Value::new("value", 0));
    let (here, there) = mp::pipe::<String>("pipe", ("here", "there"), true)?;
    let workers: Vec<Process> = (0..3)
        .map(|_| {
            let queue: Queue<i64> = queue.clone();
            Process::new("worker", move || {
                (0..10).for_each(|_| lock.with(|| value.add(1)));
                (0..5).for_each(|item| queue.put(&item));
            })
        })
        .collect();
    workers.iter().try_for_each(Process::start)?;
    let echo = Process::new("echo", move || there.send(&format!("{} back", there.recv()?)));
    echo.start()?;
    here.send(&"there and".to_string())?;
    let mut thread = Thread::new("reader", move || {
        for _ in 0..15 {
            queue.get();
        }
    });
    thread.start();
    thread.join();
    mp::print(here.recv()?);
    workers.iter().chain([&echo]).try_for_each(Process::join)?;
    mp::print(value.get().to_string());
    Ok(())
}

/// More steps than a ring holds records.
const LONG: u32 = 12_000;

fn long(_: &Run) -> Result<(), Exception> {
    let value = Value::new("value", 0);
    (0..LONG).for_each(|step| value.set(step.into()));
    Ok(())
}

fn a_run_of_a_session_may_tell_more_than_a_ring_holds() {
    let mut session = Session::open(request("long")).unwrap();
    let gated = gating(&Schedule::default(), Then::First, Vec::new());
    for gating in [None, Some(Gating { most: LONG + 10, ..gated })] {
        let run = session.perform(gating).unwrap();
        let written = run.events.iter().filter(|event| event.kind == Kind::ValueWrite).count();
        assert_eq!((run.reason, written, run.inexact), ("done", LONG as usize, false));
    }
}

pub fn tests() -> Vec<Trial> {
    let mut tests = vec![
        test(
            "repeated::a_run_of_a_session_may_tell_more_than_a_ring_holds",
            a_run_of_a_session_may_tell_more_than_a_ring_holds,
        ),
        test("repeated::twenty_runs_on_busy_cores_are_alike", twenty_runs_on_busy_cores_are_alike),
        test("repeated::two_hundred_runs_leave_nothing_in_the_engine", two_hundred_runs_leave_nothing),
    ];
    for row in TABLE {
        let name = format!("repeated::the_lesson_{}_passes_twenty_times_on_busy_cores", row.id);
        tests.push(test(&name, || a_lesson_passes_on_busy_cores(row.id)).with_ignored_flag(true));
    }
    tests
}

/// Keeps every core busy while something is done.
pub fn while_all_cores_are_busy(act: impl FnOnce()) {
    let over = AtomicBool::new(false);
    let cores = std::thread::available_parallelism().unwrap().get();
    std::thread::scope(|scope| {
        struct Over<'a>(&'a AtomicBool);
        impl Drop for Over<'_> {
            fn drop(&mut self) {
                self.0.store(true, Ordering::Relaxed);
            }
        }
        let _over = Over(&over);
        for _ in 0..cores {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            });
        }
        act();
    });
}

fn twenty_runs_on_busy_cores_are_alike() {
    while_all_cores_are_busy(|| {
        let first = deeds(&run("everything"));
        assert_eq!(first[&("main".into(), Kind::ValueRead, None)], 1);
        for _ in 1..20 {
            let events = run("everything");
            is_clean(&events);
            assert_eq!(reason(&events), "done");
            assert_eq!(deeds(&events), first);
        }
    });
}

/// How often each actor did what; whether it had to wait is luck.
fn deeds(events: &[Event]) -> BTreeMap<(String, Kind, Option<Phase>), u32> {
    let mut deeds = BTreeMap::new();
    let certain = |event: &&Event| {
        // A feeder tells phases only where it had to wait.
        event.phase != Some(Phase::Wait) && !matches!(event.kind, Kind::Sample | Kind::QueueFed)
    };
    for event in events.iter().filter(certain) {
        *deeds.entry((actor(event).to_string(), event.kind, event.phase)).or_default() += 1;
    }
    deeds
}

/// The lesson's own program twenty times, and every variant of it a few times, on the engine that is its default.
fn a_lesson_passes_on_busy_cores(id: &str) {
    let lesson = Lesson::load(&Source::Course, id).unwrap();
    let variants = lesson.variants.iter().map(|variant| Some(variant.id.as_str()));
    while_all_cores_are_busy(|| {
        for variant in std::iter::once(None).chain(variants) {
            let times = if variant.is_none() { 20 } else { 5 };
            (0..times).for_each(|time| a_run_passes(id, variant, time));
        }
    });
}

fn a_run_passes(lesson: &str, variant: Option<&str>, time: u32) {
    let mut forklore = Command::new(env!("CARGO_BIN_EXE_forklore"));
    forklore.args(["run", lesson, "--json"]).args(variant.iter().flat_map(|variant| ["--variant", variant]));
    let output = forklore.stdin(Stdio::null()).output().unwrap();
    let (told, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.code() == Some(2) && said.contains("CPython") {
        return eprintln!("SKIPPED: {lesson} {variant:?}: {said}");
    }
    assert_eq!(output.status.code(), Some(0), "{variant:?}, time {time}:\n{told}\n{said}");
}

fn two_hundred_runs_leave_nothing() {
    let mut engine = Engine::many("everything", 200);
    let (before, after) = (engine.line().unwrap(), engine.line().unwrap());
    assert_eq!(before, after);
}

/// Runs a program over and over; says what there is in this process before and after.
pub fn be_many(program: &str, times: u32) {
    run(program);
    // Threads of the first run may be on their way out.
    proc::wait_until("one thread is left", || count("/proc/self/task") == 1);
    let before = left();
    println!("{before}");
    for _ in 0..times {
        is_clean(&run(program));
    }
    let end = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while left() != before && std::time::Instant::now() < end {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    println!("{}", left());
}

fn left() -> String {
    let children = proc::below(std::process::id() as i32).len();
    format!("{} descriptors, {} threads, {children} processes", count("/proc/self/fd"), count("/proc/self/task"))
}

fn count(directory: &str) -> usize {
    fs::read_dir(directory).unwrap().count()
}
