//! Who is whose child: the processes below the keeper are those of the events, with the same parents.

use std::collections::{BTreeMap, BTreeSet};

use forklore::model::{Event, Field, Kind, Phase};
use forklore::mp::{Exception, Process, Run, Semaphore};
use libtest_mimic::Trial;

use crate::play::{Play, actor, is_clean, pids};
use crate::proc::{below, exists};
use crate::{Programs, test};

pub const PROGRAMS: Programs = &[("tree", tree)];

/// Two branches with two leaves each; all seven wait.
fn tree(_: &Run) -> Result<(), Exception> {
    let never = Semaphore::new("never", 0);
    for _ in 0..2 {
        let branch = Process::new("branch", move || {
            for _ in 0..2 {
                Process::new("leaf", move || never.acquire()).start()?;
            }
            never.acquire();
            Ok(())
        });
        branch.start()?;
    }
    never.acquire();
    Ok(())
}

pub fn tests() -> Vec<Trial> {
    vec![test("kin::processes_and_parents_are_those_of_the_events", processes_and_parents_are_those_of_the_events)]
}

fn processes_and_parents_are_those_of_the_events() {
    let mut play = Play::start("tree");
    let mut waiting = BTreeSet::new();
    play.until(|event| {
        waiting.extend(event.is(Kind::LockAcquire, Phase::Wait).then(|| actor(event).to_string()));
        waiting.len() == 7
    });
    let real = below(play.run.keeper);
    assert_eq!(real, parents(&play.told, play.run.keeper));
    let forked = forkers(&play.told);
    assert!(forked.iter().all(|(child, parent)| real[child] == *parent), "{forked:?} in {real:?}");
    assert_eq!(forked.len(), 6);
    play.run.stop("stopped");
    is_clean(&play.finish());
    assert!(real.into_keys().all(|pid| !exists(pid)));
}

/// Every process and its parent, by its own first word.
fn parents(events: &[Event], keeper: i32) -> BTreeMap<i32, i32> {
    let starts = events.iter().filter(|event| event.kind == Kind::ProcessStart);
    let all: BTreeMap<i32, i32> =
        starts.map(|start| (start.pid.unwrap(), start.int(Field::Ppid).unwrap() as i32)).collect();
    assert_eq!(all[&pids(events)["main"]], keeper);
    all
}

/// Every process and whoever told that it forks it.
fn forkers(events: &[Event]) -> BTreeMap<i32, i32> {
    let pids = pids(events);
    let forks = events.iter().filter(|event| event.kind == Kind::ProcessFork);
    forks.map(|fork| (pids[fork.text(Field::Child).unwrap()], fork.pid.unwrap())).collect()
}
