//! Processes that do not want to go: whatever they do, nothing of a run is left after its end.

use std::time::Duration;

use forklore::mp::{self, Exception, Run, Semaphore};
use libtest_mimic::Trial;
use nix::sys::signal::{SigHandler, Signal, signal};

use crate::engine::Engine;
use crate::play::{Play, is_whole, reason};
use crate::proc;
use crate::{Programs, test};

pub const PROGRAMS: Programs = &[
    ("clinging", clinging),
    ("fleeing", fleeing),
    ("patricide", patricide),
    ("computing", computing),
    ("stepping", stepping),
];

/// In a session of its own, forked twice, deaf to every signal that can be ignored, and with a child that nobody knows.
fn clinging(_: &Run) -> Result<(), Exception> {
    let never = Semaphore::new("never", 0);
    if mp::fork()? == 0 {
        be_deaf();
        nix::unistd::setsid().unwrap();
        if mp::fork()? > 0 {
            mp::os_exit(0);
        }
        // SAFETY: the child only sleeps.
        if unsafe { libc::fork() } > 0 {
            mp::print("ready");
        }
        loop {
            std::thread::sleep(Duration::from_secs(1));
        }
    }
    mp::wait()?;
    never.acquire();
    Ok(())
}

fn be_deaf() {
    for one in Signal::iterator().filter(|one| !matches!(one, Signal::SIGKILL | Signal::SIGSTOP)) {
        // SAFETY: SIG_IGN runs no code of ours.
        let _ = unsafe { signal(one, SigHandler::SigIgn) };
    }
}

/// Forks, ends, and lives on as its own child in another session, for ever.
fn fleeing(_: &Run) -> Result<(), Exception> {
    mp::print("ready");
    loop {
        // SAFETY: nothing but system calls on both sides.
        unsafe {
            if libc::fork() > 0 {
                libc::_exit(0);
            }
            libc::setsid();
        }
    }
}

/// Kills its own keeper.
fn patricide(_: &Run) -> Result<(), Exception> {
    let never = Semaphore::new("never", 0);
    let keeper = mp::getppid();
    if mp::fork()? == 0 {
        be_deaf();
        mp::kill(keeper, Signal::SIGKILL)?;
        never.acquire();
    }
    never.acquire();
    Ok(())
}

/// Computes without end: whoever gives leave waits for its next step.
fn computing(_: &Run) -> Result<(), Exception> {
    mp::print("ready");
    loop {
        std::hint::spin_loop();
    }
}

/// One step after the other, none of which is a choice.
fn stepping(_: &Run) -> Result<(), Exception> {
    mp::print("ready");
    loop {
        mp::Process::new("child", || {}).start()?;
        mp::wait()?;
    }
}

pub fn tests() -> Vec<Trial> {
    let mut tests = vec![test("clinging::nothing_is_left_when_the_keeper_is_killed", keeper_is_killed)];
    for program in ["clinging", "fleeing"] {
        let name = |end: &str| format!("clinging::nothing_of_{program}_is_left_after_{end}");
        tests.push(test(&name("stop"), move || nothing_is_left_after_stop(program)));
        tests.push(test(&name("dropping_the_run"), move || nothing_is_left_after_dropping(program)));
        tests.push(test(&name("sigkill_of_the_engine"), move || nothing_is_left_after_sigkill(program)));
    }
    for program in ["computing", "stepping"] {
        let name = |end: &str| format!("clinging::nothing_of_{program}_is_left_at_the_gate_after_{end}");
        tests.push(test(&name("stop"), move || nothing_is_left_at_the_gate(program, |engine| engine.say("stop"))));
        tests.push(test(&name("sigkill_of_the_engine"), move || nothing_is_left_at_the_gate(program, Engine::kill)));
    }
    tests
}

fn nothing_is_left_at_the_gate(program: &str, end: impl Fn(&mut Engine)) {
    let mut engine = Engine::gated(program);
    engine.until("ready");
    end(&mut engine);
    engine.wait_until_alone();
}

fn ready(program: &str) -> Engine {
    let mut engine = Engine::start(program);
    engine.until("ready");
    proc::wait_until("engine, keeper and somebody below are there", || engine.population() > 2);
    engine
}

fn nothing_is_left_after_stop(program: &str) {
    let mut engine = ready(program);
    engine.say("stop");
    engine.until("ended");
    engine.wait_until_alone();
}

fn nothing_is_left_after_dropping(program: &str) {
    let mut engine = ready(program);
    engine.say("drop");
    engine.until("dropped");
    engine.wait_until_alone();
}

fn nothing_is_left_after_sigkill(program: &str) {
    let mut engine = ready(program);
    engine.kill();
    engine.wait_until_alone();
}

fn keeper_is_killed() {
    let play = Play::start("patricide");
    let events = play.finish();
    is_whole(&events);
    assert_eq!(reason(&events), "died");
    let gone = |pid: &i32| !proc::exists(*pid) || proc::is_zombie(*pid);
    for pid in crate::play::pids(&events).into_values() {
        proc::wait_until("the child of a killed keeper is gone", || gone(&pid));
    }
}
