//! A play: one run of a test's own program, and what it has told so far.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use forklore::lesson::lines::Lines;
use forklore::model::{Event, Field, Kind, json};
use forklore::run::{self, Feed, Request, Run};
use forklore::wire::order::{Order, Setting};

use crate::schema::schema;

/// How long anything may take on a busy machine before a test gives up.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// What to ask the engine for: one of the tests' programs.
pub fn request(program: &str) -> Request {
    let order = Order {
        lesson: program.into(),
        program: "main".into(),
        variant: None,
        knobs: Vec::new(),
        seed: 1,
        gating: None,
        quiet: false,
        execute: None,
    };
    Request::of(order, Lines::default(), "program.py")
}

/// The same with a knob that is a whole number.
pub fn with_knob(mut request: Request, id: &str, number: i64) -> Request {
    request.order.knobs.push((id.into(), Setting::Int(number)));
    request
}

/// One run and what it has told so far.
pub struct Play {
    pub run: Run,
    pub told: Vec<Event>,
    ahead: std::vec::IntoIter<Event>,
    over: bool,
}

impl Play {
    /// Starts one of the tests' programs.
    pub fn start(program: &str) -> Play {
        Play::of(request(program))
    }

    /// Starts what is asked for.
    pub fn of(request: Request) -> Play {
        let run = run::start(request).unwrap();
        Play { run, told: Vec::new(), ahead: Vec::new().into_iter(), over: false }
    }

    /// The next event; `None` when all is over.
    pub fn next(&mut self) -> Option<Event> {
        let patience = Instant::now() + PATIENCE;
        loop {
            if let Some(event) = self.ahead.next() {
                return Some(event);
            }
            if self.over {
                return None;
            }
            match self.run.feed.recv_deadline(patience) {
                Ok(Feed::Events(events)) => self.ahead = events.into_iter(),
                Ok(Feed::Ended) => self.over = true,
                Ok(_) => {}
                Err(_) => panic!("nothing was told for {PATIENCE:?}; so far:\n{}", text(&self.told)),
            }
        }
    }

    /// Takes in what is told until an event is as wanted.
    pub fn until(&mut self, mut wanted: impl FnMut(&Event) -> bool) -> Event {
        let began = Instant::now();
        while let Some(event) = self.next() {
            self.told.push(event.clone());
            if wanted(&event) {
                return event;
            }
            assert!(began.elapsed() < PATIENCE, "what was awaited has not come:\n{}", text(&self.told));
        }
        panic!("it ended before what was awaited:\n{}", text(&self.told))
    }

    /// Takes in the rest, to the end, and gives all that was told.
    pub fn finish(mut self) -> Vec<Event> {
        while let Some(event) = self.next() {
            self.told.push(event);
        }
        is_whole(&self.told);
        self.told
    }
}

/// Runs one of the tests' programs to its end.
pub fn run(program: &str) -> Vec<Event> {
    Play::start(program).finish()
}

/// Runs to the end, and lets each event be looked at and forgotten.
pub fn follow(request: Request, mut look: impl FnMut(Event)) {
    let mut play = Play::of(request);
    while let Some(event) = play.next() {
        look(event);
    }
}

/// From `run.start` to `run.end`, numbered without a gap, in the order of time, and as the published schema has it.
pub fn is_whole(events: &[Event]) {
    let kinds = (events.first().map(|event| event.kind), events.last().map(|event| event.kind));
    assert_eq!(kinds, (Some(Kind::RunStart), Some(Kind::RunEnd)), "{}", text(events));
    assert!(events.iter().zip(0..).all(|(event, n)| event.n == n), "a gap:\n{}", text(events));
    assert!(events.is_sorted_by_key(|event| event.t), "time goes backwards:\n{}", text(events));
    schema().check(events.iter().take(2000).map(json::line).collect::<Vec<_>>().iter().map(String::as_str));
}

/// Nothing is missing and nothing was odd.
pub fn is_clean(events: &[Event]) {
    let odd: Vec<_> = events.iter().filter(|event| matches!(event.kind, Kind::Lost | Kind::Oddity)).collect();
    assert!(odd.is_empty(), "{odd:#?}");
}

/// Why the run ended.
pub fn reason(events: &[Event]) -> &str {
    events.last().and_then(|event| event.text(Field::Reason)).unwrap_or("")
}

/// The name of the event's actor; empty for the engine.
pub fn actor(event: &Event) -> &str {
    event.actor.as_ref().map_or("", |name| name.as_str())
}

/// Everything that an actor wrote.
pub fn output(events: &[Event], who: &str) -> String {
    let words = events.iter().filter(|event| event.kind == Kind::Output && actor(event) == who);
    words.filter_map(|event| event.text(Field::Text)).collect()
}

/// Every process's pid, by name.
pub fn pids(events: &[Event]) -> BTreeMap<String, i32> {
    let starts = events.iter().filter(|event| event.kind == Kind::ProcessStart);
    starts.map(|start| (actor(start).to_string(), start.pid.unwrap())).collect()
}

/// The only event that is as wanted, and its place.
pub fn only(events: &[Event], wanted: impl Fn(&Event) -> bool) -> (usize, &Event) {
    let found: Vec<_> = events.iter().enumerate().filter(|(_, event)| wanted(event)).collect();
    assert_eq!(found.len(), 1, "{found:#?}\nin:\n{}", text(events));
    found[0]
}

/// Events as lines, for what a test says when it fails.
pub fn text(events: &[Event]) -> String {
    let from = events.len().saturating_sub(60);
    events[from..].iter().map(|event| json::line(event) + "\n").collect()
}
