//! A recording of a million events: how long until it is open at its end, and until any moment in it is reached.
//!
//! `cargo bench --bench recording`. To reach: open in 1 s, any moment within a frame (16 ms).

use std::path::Path;
use std::time::{Duration, Instant};

use forklore::model::{Event, Field, Kind, Phase, Place};
use forklore::wire::recording::{Header, Recorder, read_from};

const EVENTS: u64 = 1_000_000;
const WRITERS: u64 = 15;

fn main() {
    let events = run();
    let (packed, written) = timed(|| record(&events));
    println!("{EVENTS} events, {:.1} MB packed, recorded in {written:.2?}", packed.len() as f64 / 1e6);
    let (recording, opened) = fastest(3, || read_from(&packed[..], Path::new("bench")).ok());
    let Some(recording) = recording else { return println!("the recording could not be read") };
    let log = recording.log;
    println!("opened at its end in {opened:.2?}   (reach: 1 s; {:.2} of it)", opened.as_secs_f64());
    let places = (0..200).map(|place| place * 7919 * 523 % EVENTS);
    let slowest = places.map(|n| timed(|| log.world_at(n)).1).max().unwrap_or_default();
    println!("any moment in at most {slowest:.2?}   (reach: 16 ms; {:.2} of it)", slowest.as_secs_f64() / 0.016);
}

fn timed<T>(act: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = act();
    (done, start.elapsed())
}

/// The result of the last of so many times, and the time of the fastest.
fn fastest<T>(times: usize, mut act: impl FnMut() -> T) -> (T, Duration) {
    let (mut done, mut best) = timed(&mut act);
    for _ in 1..times {
        drop(done);
        let (again, took) = timed(&mut act);
        (done, best) = (again, best.min(took));
    }
    (done, best)
}

fn record(events: &[Event]) -> Vec<u8> {
    let Ok(mut recorder) = Recorder::new(Vec::new(), &Header::of("bench", "native")) else { return Vec::new() };
    let told = events.iter().try_for_each(|event| recorder.event(event));
    told.and_then(|()| recorder.finish()).unwrap_or_default()
}

/// Fifteen processes put into one queue, one gets; between them they count under a lock.
fn run() -> Vec<Event> {
    let mut events = Vec::with_capacity(EVENTS as usize);
    tell(&mut events, "main", Kind::ProcessStart, |event| event.with(Field::Name, "MainProcess").with(Field::Ppid, 1));
    tell(&mut events, "main", Kind::QueueCreate, |event| about(event, "q", "Queue").with(Field::Maxsize, 0));
    tell(&mut events, "main", Kind::LockCreate, |event| about(event, "lock", "Lock"));
    for writer in 0..WRITERS {
        let name = format!("writer-{writer}");
        tell(&mut events, "main", Kind::ProcessFork, |event| event.with(Field::Child, name.as_str()));
        tell(&mut events, &name, Kind::ProcessStart, |event| event.with(Field::Name, name.as_str()));
    }
    let mut turn = 0;
    while events.len() < EVENTS as usize {
        round(&mut events, turn);
        turn += 1;
    }
    events.truncate(EVENTS as usize);
    events
}

fn round(events: &mut Vec<Event>, turn: u64) {
    let writer = format!("writer-{}", turn % WRITERS);
    let feeder = format!("{writer}/feeder");
    let item = format!("({turn}, 'item')");
    let queue = |event: Event| valued(about(event, "q", "Queue"), &item);
    tell(events, &writer, Kind::LockAcquire, |event| phase(about(event, "lock", "Lock"), Phase::Begin));
    tell(events, &writer, Kind::LockAcquire, |event| phase(about(event, "lock", "Lock"), Phase::End));
    tell(events, &writer, Kind::QueuePut, |event| phase(queue(event), Phase::Begin));
    tell(events, &writer, Kind::QueuePut, |event| phase(queue(event), Phase::End));
    tell(events, &writer, Kind::LockRelease, |event| about(event, "lock", "Lock"));
    tell(events, &feeder, Kind::QueueFed, queue);
    tell(events, "main", Kind::QueueGet, |event| phase(about(event, "q", "Queue"), Phase::Begin));
    tell(events, "main", Kind::QueueGet, |event| {
        phase(about(event, "q", "Queue"), Phase::Wait).with(Field::For, "item")
    });
    tell(events, "main", Kind::QueueGet, |event| phase(queue(event), Phase::End).with(Field::Fill, 0));
    tell(events, "main", Kind::Output, |event| event.with(Field::Stream, "stdout").with(Field::Text, "got an item\n"));
}

fn tell(events: &mut Vec<Event>, who: &str, kind: Kind, make: impl FnOnce(Event) -> Event) {
    let mut event = make(Event::new(kind));
    event.n = events.len() as u64;
    event.t = event.n * 1_700;
    event.actor = Some(who.into());
    event.pid = Some(4711);
    event.tid = Some(4711);
    event.place = Some(Place { file: "program.py".into(), line: 10 });
    events.push(event);
}

fn about(mut event: Event, object: &str, class: &str) -> Event {
    event.object = Some(object.into());
    event.class = Some(class.into());
    event
}

fn valued(mut event: Event, value: &str) -> Event {
    event.value = Some(value.into());
    event.bytes = Some(value.len() as u64);
    event
}

fn phase(mut event: Event, phase: Phase) -> Event {
    event.phase = Some(phase);
    event
}
