//! Event, condition, barrier, array and simple queue, in real processes.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod support;

use std::time::Duration;

use forklore::model::schedule::{Schedule, Stand};
use forklore::model::{Event as Told, Field, Kind, Phase};
use forklore::mp::{self, Array, Barrier, Condition, Event, Exception, Process, Run, SimpleQueue, Thread, Value};
use forklore::run::keeper::Program;
use forklore::run::{self, Feed, Then};
use support::processes::{Trial, ends_well, program, request, run_all};

const TRIALS: &[Trial] = &[
    Trial { name: "an_event_lets_all_go_and_stays_set", main: event, shows: three_waited_or_came_late },
    Trial { name: "an_event_may_be_cleared", main: cleared, shows: |_| () },
    Trial { name: "a_wait_with_a_limit_ends", main: in_vain, shows: |_| () },
    Trial { name: "notify_wakes_whoever_has_waited_longest", main: notify, shows: one_then_two_were_reached },
    Trial { name: "a_notification_that_reaches_nobody_is_gone", main: lost, shows: nobody_was_reached },
    Trial { name: "a_predicate_is_waited_for", main: predicate, shows: |_| () },
    Trial { name: "a_condition_wants_its_lock_held", main: without_lock, shows: |_| () },
    Trial { name: "a_lock_taken_twice_is_given_back_whole_while_waiting", main: held_twice, shows: |_| () },
    Trial { name: "a_barrier_opens_again_and_again", main: rounds, shows: nobody_passes_before_all_have_come },
    Trial { name: "a_barrier_breaks_for_all", main: broken, shows: |_| () },
    Trial { name: "an_aborted_barrier_lets_those_go_who_wait", main: aborted, shows: |_| () },
    Trial { name: "a_started_thread_has_begun", main: started, shows: it_began_before_start_returned },
    Trial { name: "an_array_is_shared", main: array, shows: places_have_names },
    Trial { name: "a_simple_queue_keeps_its_order", main: simple, shows: nothing_is_fed },
    Trial { name: "a_put_into_a_full_pipe_waits", main: large, shows: the_put_waited_for_room },
    Trial { name: "a_get_waits_for_an_item", main: patient, shows: |_| () },
];

fn main() {
    run_all(TRIALS, programs);
    if !std::env::args().any(|arg| arg == "--list") {
        (0..3).for_each(in_an_order);
        println!("test whoever_goes_first_all_come_through ... ok");
    }
}

/// The same where somebody decides who goes next: whoever can, by turns, beginning with another one each time.
fn in_an_order(first: usize) {
    for trial in TRIALS {
        let request = request(trial.name).gated(&Schedule::default(), Then::Ask, Vec::new());
        let run = run::start(request).unwrap();
        let (mut events, mut turn) = (Vec::new(), first);
        while let Ok(feed) = run.feed.recv_timeout(Duration::from_secs(60)) {
            match feed {
                Feed::Events(more) => events.extend(more),
                Feed::Choice(stands) => {
                    let able: Vec<&Stand> = stands.iter().filter(|stand| stand.lacks.is_none()).collect();
                    assert!(!able.is_empty() && turn < 1000, "{}: {stands:?}", trial.name);
                    run.go(&able[turn % able.len()].turn);
                    turn += 1;
                }
                Feed::Misfit { .. } => panic!("{}: there is no schedule", trial.name),
                Feed::Ended => break,
            }
        }
        ends_well(trial.name, &events);
    }
}

fn programs(_: &str, name: &str) -> Option<Program> {
    program(TRIALS, name)
}

/// So many children that do the same, started.
fn children(
    count: usize,
    body: impl Fn() -> Result<(), Exception> + Clone + 'static,
) -> Result<Vec<Process>, Exception> {
    let children: Vec<Process> = (0..count).map(|_| Process::new("child", body.clone())).collect();
    children.iter().try_for_each(Process::start)?;
    Ok(children)
}

/// Waits for their ends; all must have come to a good one.
fn join(children: &[Process]) -> Result<(), Exception> {
    for child in children {
        child.join()?;
        same!(child.exitcode(), Some(0));
    }
    Ok(())
}

/// Waits until so many have said that they are there.
fn until(here: &Value, count: i64) {
    while here.get() < count {
        mp::sleep(0.002);
    }
}

fn of(events: &[Told], kind: Kind, phase: Phase) -> impl Iterator<Item = &Told> {
    events.iter().filter(move |event| event.kind == kind && event.phase == Some(phase))
}

fn event(_: &Run) -> Result<(), Exception> {
    let go = Event::new("go");
    let all = children(3, move || {
        same!(go.wait(), true);
        Ok(())
    })?;
    same!(go.is_set(), false);
    go.set();
    same!(go.is_set(), true);
    same!(go.wait(), true);
    join(&all)
}

fn three_waited_or_came_late(events: &[Told]) {
    let ends = of(events, Kind::SyncWait, Phase::End).filter(|event| event.outcome().is_none());
    assert_eq!(ends.count(), 3 + 2);
    let set = events.iter().position(|event| event.kind == Kind::SyncSet).unwrap();
    assert!(events[..set].iter().all(|event| event.phase != Some(Phase::End) || event.outcome().is_some()));
}

fn cleared(_: &Run) -> Result<(), Exception> {
    let flag = Event::new("flag");
    flag.set();
    flag.clear();
    same!(flag.wait_for(0.01), false);
    flag.set();
    same!(flag.wait_for(10.0), true);
    Ok(())
}

fn in_vain(_: &Run) -> Result<(), Exception> {
    let (never, bell) = (Event::new("never"), Condition::new("bell"));
    same!(never.wait_for(0.01), false);
    same!(bell.with(|| bell.wait_seconds(0.01))?, false);
    Ok(())
}

/// Three wait, in a known order; the first notification is for the first.
fn notify(_: &Run) -> Result<(), Exception> {
    let (bell, here, woken) = (Condition::new("bell"), Value::new("here", 0), Array::new("woken", &[0, 0, 0]));
    let mut all = Vec::new();
    for number in 0..3 {
        let woken = woken.clone();
        all.extend(children(1, move || {
            bell.acquire();
            here.add(1);
            same!(bell.wait()?, true);
            woken.set(number, 1)?;
            bell.release()
        })?);
        until(&here, number as i64 + 1);
    }
    bell.with(|| bell.notify())?;
    all[0].join()?;
    same!((woken.get(0)?, woken.get(1)?, woken.get(2)?), (1, 0, 0));
    bell.with(|| bell.notify_all())?;
    join(&all)
}

fn one_then_two_were_reached(events: &[Told]) {
    let told = events.iter().filter(|event| event.kind == Kind::SyncNotify);
    assert_eq!(told.filter_map(|event| event.int(Field::Count)).collect::<Vec<_>>(), [1, 2]);
}

fn lost(_: &Run) -> Result<(), Exception> {
    let bell = Condition::new("bell");
    bell.with(|| bell.notify_all())?;
    same!(bell.with(|| bell.wait_seconds(0.05))?, false);
    Ok(())
}

fn nobody_was_reached(events: &[Told]) {
    let told = events.iter().find(|event| event.kind == Kind::SyncNotify).unwrap();
    assert_eq!(told.int(Field::Count), Some(0));
}

fn predicate(_: &Run) -> Result<(), Exception> {
    let (bell, ready) = (Condition::new("bell"), Value::new("ready", 0));
    let all = children(2, move || bell.with(|| bell.wait_for(|| ready.get() == 2)))?;
    for number in 1..=2 {
        bell.with(|| {
            ready.set(number);
            bell.notify_all()
        })?;
    }
    join(&all)
}

fn without_lock(_: &Run) -> Result<(), Exception> {
    let bell = Condition::new("bell");
    same!(bell.wait().map_err(|error| error.class), Err("AssertionError".into()));
    same!(bell.notify().map_err(|error| error.class), Err("AssertionError".into()));
    same!(bell.release().map_err(|error| error.class), Err("AssertionError".into()));
    Ok(())
}

fn held_twice(_: &Run) -> Result<(), Exception> {
    let (bell, here) = (Condition::new("bell"), Value::new("here", 0));
    let all = children(1, move || {
        bell.acquire();
        bell.acquire();
        here.add(1);
        same!(bell.wait()?, true);
        bell.release()?;
        bell.release()?;
        same!(bell.release().is_err(), true);
        Ok(())
    })?;
    until(&here, 1);
    bell.with(|| bell.notify())?;
    join(&all)
}

fn rounds(_: &Run) -> Result<(), Exception> {
    let (meet, places) = (Barrier::new("meet", 3), Array::new("places", &[0, 0, 0]));
    let counted = places.clone();
    let all = children(3, move || {
        for _ in 0..4 {
            let place = meet.wait()? as usize;
            counted.get_lock().with(|| counted.set(place, counted.get(place)? + 1))?;
        }
        Ok(())
    })?;
    join(&all)?;
    same!((places.get(0)?, places.get(1)?, places.get(2)?), (4, 4, 4));
    Ok(())
}

/// At every moment at least three times as many have come as were let through in full rounds.
fn nobody_passes_before_all_have_come(events: &[Told]) {
    let (mut come, mut passed) = (0, 0);
    for event in events.iter().filter(|event| event.kind == Kind::SyncWait) {
        come += usize::from(event.phase == Some(Phase::Begin));
        passed += usize::from(event.phase == Some(Phase::End));
        assert!(come >= passed.div_ceil(3) * 3, "{passed} have passed, {come} have come");
    }
    assert_eq!((come, passed), (12, 12));
}

fn broken(_: &Run) -> Result<(), Exception> {
    let meet = Barrier::new("meet", 3);
    let is_broken =
        |came: Result<u32, Exception>| came.map_err(|error| error.class) == Err("BrokenBarrierError".into());
    let all = children(1, move || {
        same!(is_broken(meet.wait()), true);
        Ok(())
    })?;
    same!(is_broken(meet.wait_for(0.1)), true);
    same!(is_broken(meet.wait()), true);
    join(&all)
}

fn aborted(_: &Run) -> Result<(), Exception> {
    let (meet, here) = (Barrier::new("meet", 3), Value::new("here", 0));
    let all = children(2, move || {
        here.get_lock().with(|| here.add(1));
        same!(meet.wait().is_err(), true);
        Ok(())
    })?;
    until(&here, 2);
    meet.abort();
    join(&all)
}

fn array(_: &Run) -> Result<(), Exception> {
    let squares = Array::new("squares", &[1, 2, 3]);
    let own = squares.clone();
    let all =
        children(1, move || (0..own.len()).try_for_each(|place| own.set(place, own.get(place)? * own.get(place)?)))?;
    join(&all)?;
    same!((squares.get(0)?, squares.get(1)?, squares.get(2)?), (1, 4, 9));
    same!(squares.get(3).map_err(|error| error.class), Err("IndexError".into()));
    same!(squares.set(3, 0).map_err(|error| error.class), Err("IndexError".into()));
    Ok(())
}

fn places_have_names(events: &[Told]) {
    let written = events.iter().filter(|event| event.kind == Kind::ValueWrite);
    let names: Vec<&str> = written.filter_map(|event| event.object.as_deref()).collect();
    assert_eq!(names, ["squares[0]", "squares[1]", "squares[2]"]);
}

fn simple(_: &Run) -> Result<(), Exception> {
    let q = SimpleQueue::new("q")?;
    same!(q.empty(), true);
    let own = q.clone();
    let all = children(1, move || (0..5_i64).try_for_each(|number| own.put(&number)))?;
    join(&all)?;
    same!(q.empty(), false);
    for number in 0..5 {
        same!(q.get()?, number);
    }
    same!(q.empty(), true);
    Ok(())
}

fn nothing_is_fed(events: &[Told]) {
    assert!(!events.iter().any(|event| event.kind == Kind::QueueFed || event.kind == Kind::ThreadStart));
    assert!(of(events, Kind::QueuePut, Phase::End).all(|event| event.class.as_deref() == Some("SimpleQueue")));
}

fn large(_: &Run) -> Result<(), Exception> {
    let q = SimpleQueue::new("q")?;
    let own = q.clone();
    let all = children(1, move || own.put(&"x".repeat(300_000)))?;
    mp::sleep(0.05);
    same!(q.get()?.len(), 300_000);
    join(&all)
}

fn the_put_waited_for_room(events: &[Told]) {
    let waits: Vec<&str> = of(events, Kind::QueuePut, Phase::Wait).filter_map(|event| event.text(Field::For)).collect();
    assert_eq!(waits, ["room"]);
}

fn patient(_: &Run) -> Result<(), Exception> {
    let (q, back) = (SimpleQueue::new("q")?, SimpleQueue::new("back")?);
    let (questions, answers) = (q.clone(), back.clone());
    let all = children(1, move || (0..3).try_for_each(|_| answers.put(&(questions.get()? * 2))))?;
    for number in 0..3_i64 {
        q.put(&number)?;
        same!(back.get()?, number * 2);
    }
    join(&all)
}

/// `start()` returns when the thread has begun, as CPython's does.
fn started(_: &Run) -> Result<(), Exception> {
    let value = Value::new("said", 0);
    let own = value;
    let mut thread = Thread::new("speak", move || own.set(1));
    thread.start();
    mp::print("started");
    thread.join();
    same!(value.get(), 1);
    Ok(())
}

fn it_began_before_start_returned(events: &[Told]) {
    let place = |kind| events.iter().position(|event| event.kind == kind).unwrap();
    assert!(place(Kind::ThreadStart) < place(Kind::Output), "{events:#?}");
}
