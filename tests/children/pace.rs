//! Pace and hold: everybody waits before the next operation, or stays there until told to go on.

use std::collections::BTreeMap;

use forklore::model::{Event, Kind};
use forklore::mp::{Exception, Process, Run, Value};
use forklore::run::Pace;
use libtest_mimic::Trial;

use crate::play::{Play, actor, is_clean, reason, request, with_knob};
use crate::proc;
use crate::{Programs, test};

pub const PROGRAMS: Programs = &[("three-at-work", three_at_work)];

const WORKERS: u32 = 3;

/// Three processes that write into a value so many times each.
fn three_at_work(run: &Run) -> Result<(), Exception> {
    let value = Value::new("value", 0);
    let times = run.knob("times");
    for _ in 0..WORKERS {
        Process::new("worker", move || (0..times).for_each(|time| value.set(time))).start()?;
    }
    Ok(())
}

pub fn tests() -> Vec<Trial> {
    vec![
        test("pace::held_nobody_begins_anything_and_then_all_go_on", held_nobody_begins_anything),
        test("pace::so_many_milliseconds_lie_before_each_operation", milliseconds_lie_before_each_operation),
    ]
}

fn writes(event: &Event) -> bool {
    event.kind == Kind::ValueWrite
}

fn start(times: i64, pace: Pace) -> Play {
    let mut request = with_knob(request("three-at-work"), "times", times);
    request.pace = pace;
    Play::of(request)
}

fn held_nobody_begins_anything() {
    const TIMES: i64 = 500;
    let mut play = start(TIMES, Pace::Every(1));
    for _ in 0..WORKERS * 10 {
        play.until(writes);
    }
    play.run.set_pace(Pace::Hold);
    proc::wait_until("all are held", || play.run.held() == WORKERS);
    // What was told before comes first; then nothing but what the kernel says of them.
    let mut samples = 0;
    play.until(|event| {
        samples = if event.kind == Kind::Sample { samples + 1 } else { 0 };
        samples == 10 * WORKERS
    });
    assert!(play.told.iter().filter(|event| writes(event)).count() < (WORKERS * TIMES as u32) as usize);
    play.run.set_pace(Pace::Full);
    let events = play.finish();
    assert_eq!(events.iter().filter(|event| writes(event)).count(), (WORKERS * TIMES as u32) as usize);
    assert_eq!(reason(&events), "done");
    is_clean(&events);
}

fn milliseconds_lie_before_each_operation() {
    let events = start(5, Pace::Every(20)).finish();
    let mut last: BTreeMap<String, u64> = BTreeMap::new();
    for event in events.iter().filter(|event| writes(event)) {
        if let Some(before) = last.insert(actor(event).to_string(), event.t) {
            assert!(event.t - before >= 20_000_000, "{} ns between two operations", event.t - before);
        }
    }
    assert_eq!(last.len(), WORKERS as usize);
    is_clean(&events);
}
