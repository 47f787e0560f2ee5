//! The gate: what a gated step costs, and how many whole orders real processes go through in a second.
//!
//! `cargo bench --bench gate`. Beside it: a byte to and fro through two pipes on one core, a call stopped by strace,
//! and the bare forks of an order.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on may panic")]

mod bare;
mod race;
mod ratio;
mod trial;

use std::os::fd::{AsFd, BorrowedFd};
use std::process::{Command, ExitStatus, Stdio};
use std::time::Instant;

use forklore::model::Kind;
use forklore::model::schedule::Schedule;
use forklore::mp::{Exception, Run, Value};
use forklore::run::keeper::{Program, become_keeper_if_asked};
use forklore::run::{Session, Then, gating};
use forklore::wire::order::Gating;
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::{Pid, pipe, read, write};
use ratio::{Ratio, seconds_each};

const STEPS: u32 = 5000;
const MICRO: (&str, f64) = ("µs", 1e-6);

fn main() {
    become_keeper_if_asked(|name, _| {
        let main = if name == "steps" { steps } else { race::race };
        Some(Program { main, file: "gate".into() })
    });
    let mut session = Session::open(trial::request("steps")).unwrap();
    Ratio::of(20, || gated(&mut session), ping_pong).print("a gated step against a bare ping-pong", MICRO, "1.5");
    match stopped_call() {
        Some(_) => Ratio::of(10, || gated(&mut session), || stopped_call().unwrap()).print(
            "a gated step against a call stopped by strace",
            MICRO,
            "0.25",
        ),
        None => println!("skipped what needs strace: it is not here, or may not trace"),
    }
    let Some(program) = bare::compiled() else { return };
    let orders = race::orders();
    let mut session = Session::open(trial::request("race")).unwrap();
    let mut explored = || seconds_each(20, || orders.iter().for_each(|order| race::perform(&mut session, order)));
    let per_second = 1.0 / (0..20).map(|_| explored()).fold(f64::INFINITY, f64::min);
    println!("orders of a race: {per_second:.0} a second at best   (reach: 3000)");
    Ratio::of(30, explored, || bare::seconds(&program, 100, 2)).print(
        "an order of a race against its three bare forks",
        MICRO,
        "no figure; 1.5 as the prototype had it",
    );
}

fn steps(_: &Run) -> Result<(), Exception> {
    let value = Value::new("value", 0);
    (0..STEPS).for_each(|step| value.set(step.into()));
    Ok(())
}

/// Seconds for each step of a gated run, by its events.
fn gated(session: &mut Session) -> f64 {
    let most = STEPS + 10;
    let gating = Gating { most, ..gating(&Schedule::default(), Then::First, Vec::new()) };
    let run = session.perform(Some(gating)).unwrap();
    let times: Vec<u64> =
        run.events.iter().filter(|event| event.kind == Kind::ValueWrite).map(|event| event.t).collect();
    assert_eq!((run.reason, times.len()), ("done", STEPS as usize));
    (times[times.len() - 1] - times[0]) as f64 * 1e-9 / f64::from(STEPS - 1)
}

/// Seconds that strace adds to each system call of a program that reads and writes single bytes.
fn stopped_call() -> Option<f64> {
    let copy =
        ["dd", "if=/dev/zero", "of=/dev/null", "bs=1", "status=none", &format!("count={STEPS}")].map(String::from);
    let traced = ["strace", "-o", "/dev/null"].map(String::from);
    let [alone, traced] = [copy.to_vec(), [&traced[..], &copy].concat()].map(|words| {
        let start = Instant::now();
        let status = Command::new(&words[0]).args(&words[1..]).stderr(Stdio::null()).status();
        status.ok().filter(ExitStatus::success).map(|_| start.elapsed().as_secs_f64())
    });
    Some((traced? - alone?) / f64::from(2 * STEPS))
}

/// Seconds for a byte to another process and back, both on one core.
fn ping_pong() -> f64 {
    let all = sched_getaffinity(Pid::from_raw(0)).unwrap();
    let mut one = CpuSet::new();
    one.set(nix::sched::sched_getcpu().unwrap()).unwrap();
    sched_setaffinity(Pid::from_raw(0), &one).unwrap();
    let ((here, back), (there, to)) = (pipe().unwrap(), pipe().unwrap());
    // SAFETY: the child makes nothing but system calls.
    if unsafe { libc::fork() } == 0 {
        (0..STEPS).for_each(|_| pass(there.as_fd(), back.as_fd()));
        // SAFETY: runs no code of ours.
        unsafe { libc::_exit(0) }
    }
    let seconds = seconds_each(STEPS, || {
        for _ in 0..STEPS {
            write(&to, &[1]).unwrap();
            read(&here, &mut [0]).unwrap();
        }
    });
    nix::sys::wait::wait().unwrap();
    sched_setaffinity(Pid::from_raw(0), &all).unwrap();
    seconds
}

fn pass(from: BorrowedFd<'_>, to: BorrowedFd<'_>) {
    read(from, &mut [0]).unwrap();
    write(to, &[1]).unwrap();
}
