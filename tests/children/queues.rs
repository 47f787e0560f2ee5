//! Queues under load and under fire: nothing is lost, nothing is got before it was put.

use std::collections::BTreeSet;

use forklore::model::{Event, Field, Kind, Phase};
use forklore::mp::{self, Exception, Process, Queue, Run, Value};
use libtest_mimic::Trial;

use crate::play::{Play, actor, follow, is_clean, only, output, reason, request, run};
use crate::{Programs, test};

pub const PROGRAMS: Programs =
    &[("four-writers", four_writers), ("sixteen", sixteen), ("killed-in-get", killed_in_get)];

const ITEMS: i64 = 5000;
const WRITERS: i64 = 4;

/// Each writer puts numbers of its own, rising; one reader gets them all.
fn four_writers(_: &Run) -> Result<(), Exception> {
    let queue = Queue::new("queue", 0)?;
    let reader = {
        let queue: Queue<i64> = queue.clone();
        Process::new("reader", move || get(&queue, WRITERS * ITEMS))
    };
    reader.start()?;
    for writer in 0..WRITERS {
        let queue = queue.clone();
        let first = writer * ITEMS;
        Process::new("writer", move || (first..first + ITEMS).for_each(|item| queue.put(&item))).start()?;
    }
    Ok(())
}

const PUTTING: i64 = 8;
const GETTING: i64 = 7;
/// Items that each of those who get has to get, and thousands of those who put.
const SHARE: i64 = 8000;

/// Eight put, seven get, and all read a value over and over: a million events.
fn sixteen(_: &Run) -> Result<(), Exception> {
    let queue = Queue::new("queue", 0)?;
    let value = Value::new("value", 0);
    for getter in 0..GETTING {
        let queue: Queue<i64> = queue.clone();
        let work = move || {
            for _ in 0..SHARE {
                queue.get();
                look(value);
            }
        };
        Process::new(&format!("getter-{getter}"), work).start()?;
    }
    let share = SHARE * GETTING / PUTTING;
    for putter in 0..PUTTING {
        let queue = queue.clone();
        let work = move || {
            for item in putter * share..(putter + 1) * share {
                queue.put(&item);
                look(value);
            }
        };
        Process::new(&format!("putter-{putter}"), work).start()?;
    }
    Ok(())
}

fn get(queue: &Queue<i64>, times: i64) {
    for _ in 0..times {
        queue.get();
    }
}

fn look(value: Value) {
    for _ in 0..8 {
        value.get();
    }
}

/// A reader is killed from outside while it waits for an item, with the right to read in its hand.
fn killed_in_get(_: &Run) -> Result<(), Exception> {
    let queue: Queue<i64> = Queue::new("queue", 0)?;
    let inside = queue.clone();
    let reader = Process::new("reader", move || get(&inside, 1));
    reader.start()?;
    reader.join()?;
    mp::print(format!("{:?}", reader.exitcode()));
    queue.put(&1);
    let answer = queue.get_for(0.2);
    mp::print(answer.map_or_else(|exception| exception.class, |item| item.to_string()));
    queue.get();
    Ok(())
}

pub fn tests() -> Vec<Trial> {
    vec![
        test("queues::twenty_thousand_items_come_in_their_writers_order", all_items_come_in_order),
        test("queues::a_million_events_of_sixteen_processes", a_million_events),
        test("queues::who_dies_in_get_takes_the_turn_along", who_dies_in_get_takes_the_turn_along),
    ]
}

fn item(event: &Event) -> i64 {
    event.value.as_deref().unwrap().parse().unwrap()
}

fn all_items_come_in_order() {
    let events = run("four-writers");
    is_clean(&events);
    assert_eq!(reason(&events), "done");
    let got: Vec<i64> = events.iter().filter(|event| event.is(Kind::QueueGet, Phase::End)).map(item).collect();
    for writer in 0..WRITERS {
        let own: Vec<i64> = got.iter().copied().filter(|item| item / ITEMS == writer).collect();
        assert!(own == (writer * ITEMS..(writer + 1) * ITEMS).collect::<Vec<_>>(), "writer {writer}: {own:?}");
    }
}

fn a_million_events() {
    let (mut put, mut fed, mut got) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let (mut count, mut people) = (0, BTreeSet::new());
    follow(request("sixteen"), |event| {
        assert_eq!(event.n, count, "no number is missing");
        count += 1;
        people.extend((event.kind == Kind::ProcessStart).then(|| actor(&event).to_string()));
        match (event.kind, event.phase) {
            (Kind::QueuePut, Some(Phase::Begin)) => assert!(put.insert(item(&event))),
            (Kind::QueueFed, None | Some(Phase::Begin)) => {
                assert!(put.contains(&item(&event)) && fed.insert(item(&event)))
            }
            (Kind::QueueGet, Some(Phase::End)) => {
                assert!(fed.contains(&item(&event)), "{} is got before it was written", item(&event));
                assert!(got.insert(item(&event)), "{} is got twice", item(&event));
            }
            (Kind::Lost | Kind::Oddity, _) => panic!("{event:?}"),
            _ => {}
        }
    });
    assert_eq!(people.len(), 16);
    assert!(count > 1_000_000, "{count} events");
    assert!(got == (0..SHARE * GETTING).collect(), "{} items were got", got.len());
}

fn who_dies_in_get_takes_the_turn_along() {
    let mut play = Play::start("killed-in-get");
    let waits = |event: &Event, who: &str, what: &str| {
        event.is(Kind::QueueGet, Phase::Wait) && actor(event) == who && event.text(Field::For) == Some(what)
    };
    let waiting = play.until(|event| waits(event, "reader", "item"));
    // SAFETY: kill(2) on a process that nobody has collected: its parent waits for it.
    assert_eq!(unsafe { libc::kill(waiting.pid.unwrap(), libc::SIGKILL) }, 0);
    play.until(|event| waits(event, "main", "turn"));
    play.until(|event| waits(event, "main", "turn"));
    play.run.stop("stopped");
    let events = play.finish();
    assert_eq!(output(&events, "main"), "Some(-9)\nEmpty\n");
    let (_, exit) = only(&events, |event| event.kind == Kind::ProcessExit && actor(event) == "reader");
    assert_eq!((exit.status(), exit.text(Field::By)), (Some(-9), Some("kernel")));
    is_clean(&events);
}
