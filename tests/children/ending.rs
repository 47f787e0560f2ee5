//! What comes after the end: zombies that nobody collects, orphans that find a new parent.

use std::time::Duration;

use forklore::model::{Event, Field, Kind};
use forklore::mp::{self, Exception, Process, Run, Semaphore};
use libtest_mimic::Trial;

use crate::play::{Play, actor, is_clean, only, output, reason};
use crate::statuses::vanish;
use crate::{Programs, test};

pub const PROGRAMS: Programs = &[("zombies", zombies), ("orphan", orphan)];

/// Two children end, one with a word and one without; nobody collects them.
fn zombies(_: &Run) -> Result<(), Exception> {
    let never = Semaphore::new("never", 0);
    Process::new::<()>("told", || mp::os_exit(4)).start()?;
    // No `start()` after this: the next one would collect what has ended.
    if mp::fork()? == 0 {
        vanish(5);
    }
    never.acquire();
    Ok(())
}

/// A child leaves its own child behind.
fn orphan(_: &Run) -> Result<(), Exception> {
    if mp::fork()? == 0 {
        let parent = mp::getpid();
        if mp::fork()? > 0 {
            mp::os_exit(0);
        }
        while mp::getppid() == parent {
            std::thread::sleep(Duration::from_millis(1));
        }
        mp::print(mp::getppid().to_string());
        mp::os_exit(5);
    }
    mp::wait()?;
    Ok(())
}

pub fn tests() -> Vec<Trial> {
    vec![
        test("ending::a_zombie_stays_until_its_parent_ends", a_zombie_stays_until_its_parent_ends),
        test("ending::an_orphan_belongs_to_the_keeper", an_orphan_belongs_to_the_keeper),
    ]
}

fn a_zombie_stays_until_its_parent_ends() {
    let mut play = Play::start("zombies");
    for who in ["told", "child"] {
        let is_zombie = |event: &Event| event.kind == Kind::Sample && event.text(Field::State) == Some("Z");
        if !play.told.iter().any(|event| is_zombie(event) && actor(event) == who) {
            play.until(|event| is_zombie(event) && actor(event) == who);
        }
    }
    play.run.stop("stopped");
    let events = play.finish();
    let exit = |who: &str| {
        let (place, exit) = only(&events, |event| event.kind == Kind::ProcessExit && actor(event) == who);
        (place, exit.status(), exit.text(Field::By))
    };
    let ((told, four, by_itself), (child, five, by_kernel)) = (exit("told"), exit("child"));
    assert_eq!((four, by_itself, five, by_kernel), (Some(4), None, Some(5), Some("kernel")));
    assert_eq!(exit("main").1, Some(-9));
    for (who, ended, status) in [("told", told, 4), ("child", child, 5)] {
        let (reaped, reap) =
            only(&events, |event| event.kind == Kind::ProcessReap && event.text(Field::Child) == Some(who));
        assert!(reaped > ended && reap.actor.is_none() && reap.status() == Some(status), "{reap:?}");
    }
    assert_eq!(reason(&events), "stopped");
    is_clean(&events);
}

fn an_orphan_belongs_to_the_keeper() {
    let play = Play::start("orphan");
    let keeper = play.run.keeper;
    let events = play.finish();
    assert_eq!(output(&events, "child.child").trim(), keeper.to_string());
    let (_, reap) =
        only(&events, |event| event.kind == Kind::ProcessReap && event.text(Field::Child) == Some("child.child"));
    assert_eq!((reap.actor.as_ref(), reap.status()), (None, Some(5)));
    assert_eq!(reason(&events), "done");
    is_clean(&events);
}
