//! What a run may use up: whoever takes more is ended, and told why.

use std::collections::BTreeSet;

use forklore::model::{Event, Kind};
use forklore::mp::{self, Exception, Run};
use libtest_mimic::Trial;

use crate::play::{Play, actor, is_clean, reason, request};
use crate::proc::below;
use crate::{Programs, test};

pub const PROGRAMS: Programs = &[("bomb", bomb), ("silent-bomb", silent_bomb), ("chatter", chatter)];

/// Forks for ever, in every process.
fn bomb(_: &Run) -> Result<(), Exception> {
    loop {
        mp::fork()?;
    }
}

/// Makes ever more processes and asks nobody. Each makes none itself, and there is an end to them: a test that fails must
/// not take the machine along.
fn silent_bomb(_: &Run) -> Result<(), Exception> {
    for _ in 0..1000 {
        // SAFETY: nothing but system calls in the child.
        unsafe {
            if libc::fork() == 0 {
                libc::pause();
            }
            libc::usleep(2000);
        }
    }
    Ok(())
}

/// Writes for ever.
fn chatter(_: &Run) -> Result<(), Exception> {
    loop {
        mp::print("and so on and so on and so on and so on and so on and so on");
    }
}

pub fn tests() -> Vec<Trial> {
    vec![
        test("limits::a_fork_bomb_is_ended", a_fork_bomb_is_ended),
        test("limits::a_fork_bomb_that_asks_nobody_is_ended", a_fork_bomb_that_asks_nobody_is_ended),
        test("limits::endless_output_is_ended", endless_output_is_ended),
    ]
}

fn ended_by_limit(program: &str, set: impl FnOnce(&mut forklore::run::Limits)) -> Vec<Event> {
    let mut request = request(program);
    set(&mut request.limits);
    let play = Play::of(request);
    let keeper = play.run.keeper;
    let events = play.finish();
    assert_eq!(reason(&events), "limit");
    assert!(below(keeper).is_empty());
    is_clean(&events);
    events
}

fn a_fork_bomb_is_ended() {
    let events = ended_by_limit("bomb", |limits| limits.processes = 40);
    let mut alive = BTreeSet::new();
    for event in &events {
        match event.kind {
            Kind::ProcessStart => {
                alive.insert(actor(event));
            }
            Kind::ProcessExit => {
                alive.remove(actor(event));
            }
            _ => {}
        }
        assert!(alive.len() <= 40, "{alive:?} are alive at event {}", event.n);
    }
    assert!(events.iter().filter(|event| event.kind == Kind::ProcessFork).count() >= 20);
    assert!(alive.is_empty(), "everybody's end is told, but that of {alive:?}");
}

fn a_fork_bomb_that_asks_nobody_is_ended() {
    ended_by_limit("silent-bomb", |limits| limits.processes = 40);
}

fn endless_output_is_ended() {
    ended_by_limit("chatter", |limits| limits.output = 100_000);
}
