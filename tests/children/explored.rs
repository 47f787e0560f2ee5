//! Exploring, with real children: nothing is left behind, however many orders or however it ends; busy cores change
//! nothing; a program that the order alone does not decide is found out.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use forklore::explore::{self, Aim, Plan, Report};
use forklore::lesson::{Lesson, Source};
use forklore::lessons::TABLE;
use forklore::mp::{self, Exception, Process, Run, Value};
use libtest_mimic::Trial;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value as Json;

use crate::repeated::while_all_cores_are_busy;
use crate::{Programs, proc, test};

pub const PROGRAMS: Programs = &[("dice", dice), ("moody", moody), ("forever", forever)];

pub fn tests() -> Vec<Trial> {
    vec![
        test("explored::many_orders_leave_no_process_descriptor_or_memory", many_orders_leave_nothing),
        test("explored::cancelled_it_says_what_came_so_far_and_leaves_no_process", cancelled_it_leaves_no_process),
        test("explored::killed_it_leaves_no_process", killed_it_leaves_no_process),
        test("explored::nothing_is_inexact_on_busy_cores", nothing_is_inexact_on_busy_cores),
        test("explored::another_value_in_the_same_order_is_noticed", another_value_is_noticed),
        test("explored::another_way_in_the_same_order_is_noticed", another_way_is_noticed),
        test("explored::a_run_without_end_is_cut", a_run_without_end_is_cut),
    ]
}

/// A number from the environment: the whole of a test takes long.
fn setting(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// An exploration in a process of its own; everything below it carries its mark.
struct Exploration {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    mark: String,
}

impl Exploration {
    /// Of three sellers of three tickets, which have 17 million orders, by this many random ones.
    fn start(orders: usize) -> Exploration {
        let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
        let mark = format!("{}-{time}", std::process::id());
        let words = ["explore", "race", "--set", "sellers=3", "--set", "tickets=3", "--limit", "1000000", "--json"];
        let mut child = Command::new(env!("CARGO_BIN_EXE_forklore"))
            .args(words)
            .args(["--random", &orders.to_string()])
            .env("FORKLORE_TEST_EXPLORED", &mark)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Exploration { child, lines, mark: format!("FORKLORE_TEST_EXPLORED={mark}") }
    }

    /// So many more runs.
    fn runs(&mut self, count: usize) {
        for _ in 0..count {
            let line = self.lines.next().unwrap().unwrap();
            assert!(line.contains("explore.run"), "{line}");
        }
    }

    /// The last line.
    fn end(&mut self) -> Json {
        let last = self.lines.by_ref().map(Result::unwrap).last().unwrap();
        let end: Json = serde_json::from_str(&last).unwrap();
        assert_eq!(end["kind"], "explore.end");
        end
    }

    fn pid(&self) -> i32 {
        self.child.id() as i32
    }

    fn keepers(&self) -> BTreeSet<i32> {
        let below = proc::below(self.pid());
        below.into_iter().filter(|(_, parent)| *parent == self.pid()).map(|(pid, _)| pid).collect()
    }

    /// Of forklore and its keepers: descriptors, and thousands of bytes of memory of their own; the least of many looks,
    /// since a run under way has some too.
    fn holds(&self) -> (usize, usize) {
        let all: Vec<i32> = self.keepers().into_iter().chain([self.pid()]).collect();
        let descriptors = |pid: &i32| fs::read_dir(format!("/proc/{pid}/fd")).map_or(0, Iterator::count);
        let looks = (0..40).map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(3));
            (all.iter().map(descriptors).sum(), all.iter().map(|pid| own_memory(*pid)).sum())
        });
        looks.min().unwrap()
    }

    /// Nothing of it is left.
    fn is_gone(&self) {
        proc::wait_until("nothing is left", || proc::marked(&self.mark).is_empty());
    }
}

/// Anonymous memory of a process, in thousands of bytes.
fn own_memory(pid: i32) -> usize {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse().ok()).unwrap_or(0)
}

/// The number of orders is said by `FORKLORE_ORDERS`. What has been found out grows with them, a few thousand bytes for
/// each order that is another one; nothing else does.
fn many_orders_leave_nothing() {
    let orders = setting("FORKLORE_ORDERS", 400);
    let mut exploration = Exploration::start(orders);
    exploration.runs(orders / 4);
    let (descriptors, memory) = exploration.holds();
    exploration.runs(orders / 2);
    let (then, grown) = exploration.holds();
    assert_eq!(then, descriptors);
    assert!(grown < memory + 4_000 + 12 * orders, "{memory} kB after a quarter, {grown} kB after three");
    let end = exploration.end();
    assert_eq!((&end["schedules"], &end["inexact"]), (&orders.into(), &0.into()));
    assert!(exploration.child.wait().unwrap().success());
    exploration.is_gone();
}

fn cancelled_it_leaves_no_process() {
    let mut exploration = Exploration::start(1_000_000);
    exploration.runs(20);
    assert!(!proc::marked(&exploration.mark).is_empty());
    kill(Pid::from_raw(exploration.pid()), Signal::SIGINT).unwrap();
    let end = exploration.end();
    assert!(end["complete"] == false && end["schedules"].as_u64() >= Some(20), "{end}");
    assert_eq!(exploration.child.wait().unwrap().code(), Some(130));
    exploration.is_gone();
}

fn killed_it_leaves_no_process() {
    let mut exploration = Exploration::start(1_000_000);
    exploration.runs(20);
    exploration.child.kill().unwrap();
    exploration.child.wait().unwrap();
    exploration.is_gone();
}

/// Of each program that can be explored, so many orders as `FORKLORE_BUSY` says.
fn nothing_is_inexact_on_busy_cores() {
    let limit = setting("FORKLORE_BUSY", 12).to_string();
    while_all_cores_are_busy(|| {
        for row in TABLE {
            let lesson = Lesson::load(&Source::Course, row.id).unwrap();
            for (program, _) in row.programs.iter().filter(|_| lesson.head.explore) {
                let variant = ["--variant", program];
                let variant = if *program == "main" { &[][..] } else { &variant[..] };
                let words = [&["explore", row.id, "--no-reduction", "--json", "--limit", &limit], variant].concat();
                let output = Command::new(env!("CARGO_BIN_EXE_forklore")).args(&words).output().unwrap();
                let last = String::from_utf8(output.stdout).unwrap().lines().last().map(str::to_string).unwrap();
                let end: Json = serde_json::from_str(&last).unwrap();
                assert_eq!((&end["inexact"], &end["strange"]), (&0.into(), &Json::Null), "{words:?}");
            }
        }
    });
}

/// Explores one of the tests' programs, as if it were a lesson.
fn explore(program: &str, steps: u32) -> Report {
    let lesson = Lesson { id: program.into(), ..Lesson::load(&Source::Course, "race").unwrap() };
    let settings = lesson.settings(None);
    let plan = Plan { aim: Aim::All, steps, ..Plan::new(&lesson, None, &settings) };
    let mut crew = explore::crew(&plan, 1).unwrap();
    explore::explore(&mut crew, &plan, |_, _, _| std::ops::ControlFlow::Continue(())).unwrap()
}

/// Writes what the clock says.
fn dice(_: &Run) -> Result<(), Exception> {
    let value = Value::new("value", 0);
    let nanoseconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
    value.set((nanoseconds % 1_000_000_007) as i64);
    Ok(())
}

fn another_value_is_noticed() {
    let report = explore("dice", 100);
    let strange = report.strange.unwrap();
    assert!(
        strange.en.contains("when the same order was repeated") && strange.en.contains("value.write"),
        "{strange:?}"
    );
}

/// Every second run of a keeper has one step more.
fn moody(_: &Run) -> Result<(), Exception> {
    let value = Value::new("value", 0);
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("moody-{}", std::os::unix::process::parent_id()));
    let runs = fs::read(&file).map_or(0, |bytes| bytes.len());
    fs::write(&file, vec![0; runs + 1]).unwrap();
    let other = Process::new("other", move || value.set(1));
    other.start()?;
    (0..runs % 2).for_each(|_| value.set(2));
    value.set(3);
    other.join()
}

fn another_way_is_noticed() {
    let strange = explore("moody", 100).strange.unwrap();
    assert!(!strange.en.is_empty() && !strange.zh.is_empty());
}

fn forever(_: &Run) -> Result<(), Exception> {
    let value = Value::new("value", 0);
    while value.get() == 0 {}
    mp::print("never");
    Ok(())
}

fn a_run_without_end_is_cut() {
    let report = explore("forever", 50);
    assert_eq!((report.schedules, report.cut, report.complete), (1, 1, false));
    assert!(report.notes().iter().any(|note| note.en.contains("ended after 50 steps")));
}
