//! How children end: their statuses as their parents collect them, as they are told, as the kernel has them.

use forklore::model::{Event, Field, Kind, Phase};
use forklore::mp::{self, Exception, Process, Run};
use libtest_mimic::Trial;

use crate::play::{actor, is_clean, only, output, reason, run};
use crate::{Programs, test};

pub const PROGRAMS: Programs = &[("statuses", statuses), ("forks", forks), ("killed-writer", killed_writer)];

/// A way to end.
struct Way {
    name: &'static str,
    does: fn() -> Result<(), Exception>,
    status: i32,
    told: bool,
}

const WAYS: &[Way] = &[
    Way { name: "returns", does: || Ok(()), status: 0, told: true },
    Way { name: "exits", does: || mp::exit(7), status: 7, told: true },
    Way { name: "leaves", does: || mp::os_exit(255), status: 255, told: true },
    Way { name: "raises", does: || Err(Exception::new("ValueError", "no")), status: 1, told: true },
    Way { name: "panics", does: || panic!("no"), status: 1, told: true },
    Way { name: "vanishes", does: || vanish(3), status: 3, told: false },
    Way { name: "killed", does: || raise(libc::SIGKILL), status: -9, told: false },
    Way { name: "terminated", does: || raise(libc::SIGTERM), status: -15, told: false },
    Way { name: "aborts", does: || raise(libc::SIGABRT), status: -6, told: false },
];

/// Ends without a word.
pub fn vanish(status: i32) -> ! {
    // SAFETY: _exit(2) runs no code of ours.
    unsafe { libc::_exit(status) }
}

fn raise(signal: i32) -> Result<(), Exception> {
    // SAFETY: raise(3) on ourselves.
    unsafe { libc::raise(signal) };
    Ok(())
}

fn statuses(_: &Run) -> Result<(), Exception> {
    for way in WAYS {
        let process = Process::new(way.name, way.does);
        process.start()?;
        process.join()?;
        mp::print(format!("{} {:?}", way.name, process.exitcode()));
    }
    Ok(())
}

fn forks(_: &Run) -> Result<(), Exception> {
    let pid = mp::fork()?;
    if pid == 0 {
        mp::os_exit(5);
    }
    let (collected, status) = mp::wait()?;
    mp::print(format!("{} {status}", collected == pid));
    match mp::wait() {
        Err(exception) => mp::print(exception.class),
        Ok(_) => mp::print("somebody else"),
    }
    Ok(())
}

const WORDS: i64 = 20_000;

fn killed_writer(_: &Run) -> Result<(), Exception> {
    let writer = Process::new("writer", || {
        let value = mp::Value::new("value", 0);
        (1..=WORDS).for_each(|number| value.set(number));
        raise(libc::SIGKILL)
    });
    writer.start()?;
    writer.join()?;
    Ok(())
}

pub fn tests() -> Vec<Trial> {
    vec![
        test("statuses::are_those_that_the_parent_collects", are_those_that_the_parent_collects),
        test("statuses::a_fork_and_a_wait", a_fork_and_a_wait),
        test("statuses::everything_told_is_kept_after_sigkill", everything_told_is_kept_after_sigkill),
    ]
}

fn are_those_that_the_parent_collects() {
    let events = run("statuses");
    let printed: String = WAYS.iter().map(|way| format!("{} Some({})\n", way.name, way.status)).collect();
    assert_eq!(output(&events, "main"), printed);
    for way in WAYS {
        let about = |event: &Event, kind| event.kind == kind && event.text(Field::Child) == Some(way.name);
        let (forked, _) = only(&events, |event| about(event, Kind::ProcessFork));
        let (started, _) = only(&events, |event| event.kind == Kind::ProcessStart && actor(event) == way.name);
        let (exited, exit) = only(&events, |event| event.kind == Kind::ProcessExit && actor(event) == way.name);
        let (reaped, reap) = only(&events, |event| about(event, Kind::ProcessReap));
        let (joined, _) = only(&events, |event| about(event, Kind::ProcessJoin) && event.phase == Some(Phase::End));
        assert!([forked, started, exited, reaped, joined].is_sorted(), "{}", way.name);
        assert_eq!((exit.status(), reap.status()), (Some(way.status), Some(way.status)), "{}", way.name);
        assert_eq!(exit.text(Field::By), (!way.told).then_some("kernel"), "{}", way.name);
    }
    assert_eq!(reason(&events), "done");
    is_clean(&events);
}

fn a_fork_and_a_wait() {
    let events = run("forks");
    assert_eq!(output(&events, "main"), "true 5\nChildProcessError\n");
    assert_eq!(events.last().unwrap().status(), Some(0));
    is_clean(&events);
}

fn everything_told_is_kept_after_sigkill() {
    let events = run("killed-writer");
    let writes = events.iter().filter(|event| event.kind == Kind::ValueWrite);
    let written: Vec<i64> = writes.map(|write| write.value.as_deref().unwrap().parse().unwrap()).collect();
    assert_eq!(written, (1..=WORDS).collect::<Vec<_>>());
    is_clean(&events);
}
