//! What the primitives refuse, in Python's words, and what they allow as often as one likes.

use forklore::mp::{self, Exception, Lock, Process, Run, Semaphore};
use libtest_mimic::Trial;

use crate::play::{is_clean, output, run};
use crate::{Programs, test};

pub const PROGRAMS: Programs = &[("free-lock", free_lock), ("unstarted", unstarted), ("run-twice", run_twice)];

pub fn tests() -> Vec<Trial> {
    vec![
        test("refused::the_release_of_a_free_lock", || {
            prints("free-lock", "ValueError: semaphore or lock released too many times\n")
        }),
        test("refused::the_join_of_what_was_not_started", || {
            prints("unstarted", "AssertionError: can only join a started process\n")
        }),
        test("refused::nothing_where_run_is_called_again", || prints("run-twice", "here\nhere\nhere\n")),
    ]
}

/// Everything that main prints, in a run that is otherwise in order.
fn prints(program: &str, text: &str) {
    let events = run(program);
    assert_eq!(output(&events, "main"), text);
    is_clean(&events);
}

fn say(result: Result<(), Exception>) {
    if let Err(exception) = result {
        mp::print(exception.to_string());
    }
}

/// A lock has one permit and never more; a semaphore may get as many as one likes.
fn free_lock(_: &Run) -> Result<(), Exception> {
    let (lock, places) = (Lock::new("lock"), Semaphore::new("places", 1));
    places.release();
    places.acquire();
    places.acquire();
    lock.acquire();
    lock.release()?;
    say(lock.release());
    lock.acquire();
    if lock.acquire_for(0.0) {
        mp::print("two hold it");
    }
    lock.release()
}

fn unstarted(_: &Run) -> Result<(), Exception> {
    say(Process::new("never", || ()).join());
    Ok(())
}

/// Twice in the parent, then in the child.
fn run_twice(_: &Run) -> Result<(), Exception> {
    let process = Process::new("target", || mp::print("here"));
    process.run();
    process.run();
    process.start()?;
    process.join()?;
    mp::print("here");
    Ok(())
}
