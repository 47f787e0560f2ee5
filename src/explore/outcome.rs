//! Outcomes: what came out of a run, in a few words, and how often.

use std::collections::BTreeMap;

use crate::lesson::Lesson;
use crate::model::schedule::Schedule;
use crate::model::world::Shape;
use crate::model::{Event, Field, Kind, World};
use crate::run::Performance;

/// One outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// In a few words: `counter=9`, `deadlock`.
    pub name: String,
    /// Whether it is as it should be.
    pub right: bool,
    /// How many orders gave it.
    pub count: usize,
    /// The shortest order that did, of those the one that changes actors least.
    pub schedule: Schedule,
}

/// All outcomes so far, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcomes(BTreeMap<String, Outcome>);

impl Outcomes {
    /// One more run came out like this.
    pub fn count(&mut self, name: &str, right: bool, schedule: &Schedule) {
        let fresh = || Outcome { name: name.into(), right, count: 0, schedule: schedule.clone() };
        let outcome = self.0.entry(name.to_string()).or_insert_with(fresh);
        outcome.count += 1;
        outcome.right &= right;
        if effort(schedule) < effort(&outcome.schedule) {
            outcome.schedule = schedule.clone();
        }
    }

    /// All of them: right ones first, then by name.
    pub fn iter(&self) -> impl Iterator<Item = &Outcome> {
        let (right, wrong): (Vec<_>, Vec<_>) = self.0.values().partition(|outcome| outcome.right);
        right.into_iter().chain(wrong)
    }

    /// How many runs came out wrong.
    pub fn wrong(&self) -> usize {
        self.0.values().filter(|outcome| !outcome.right).map(|outcome| outcome.count).sum()
    }

    /// How many runs there were.
    pub fn total(&self) -> usize {
        self.0.values().map(|outcome| outcome.count).sum()
    }
}

/// Length, then how often the actor changes, then the names.
fn effort(schedule: &Schedule) -> (usize, usize, &Schedule) {
    let changes = schedule.0.windows(2).filter(|pair| pair[0].actor != pair[1].actor).count();
    (schedule.0.len(), changes, schedule)
}

/// What came out of a run: a deadlock, an exception that nobody caught, the values at its end; the lines printed, in
/// their order, where the order of lines is a choice or there is nothing else to tell.
pub(super) fn name(lesson: &Lesson, run: &Performance) -> String {
    match run.reason {
        "hang" => return "deadlock".into(),
        "limit" => return "endless".into(),
        _ => {}
    }
    let mut parts: Vec<String> = run.events.iter().filter_map(raised).collect();
    parts.extend(values(&run.events));
    if parts.is_empty() || lesson.head.choices.contains(&crate::lesson::Choosable::Output) {
        parts.extend(lines(&run.events));
    }
    if parts.is_empty() { "nothing printed".into() } else { parts.join(", ") }
}

fn raised(event: &Event) -> Option<String> {
    let uncaught = event.kind == Kind::ProcessExit && event.status().is_some_and(|status| status != 0);
    let actor = event.actor.as_ref().filter(|_| uncaught)?;
    Some(format!("{actor}: exit {}", event.status().unwrap_or_default()))
}

fn values(events: &[Event]) -> Vec<String> {
    let mut world = World::new();
    for event in events {
        world.apply(event);
    }
    let of = |object: &crate::model::world::Object| match &object.shape {
        Shape::Value(value) => Some(format!("{}={}", object.name, value.now)),
        _ => None,
    };
    world.objects().filter_map(of).collect()
}

/// The lines printed, with names for pids: those differ from run to run.
fn lines(events: &[Event]) -> Vec<String> {
    let mut pids: BTreeMap<String, String> = BTreeMap::new();
    for event in events {
        if let (Kind::ProcessStart, Some(actor), Some(pid)) = (event.kind, &event.actor, event.pid) {
            pids.insert(pid.to_string(), actor.to_string());
        }
    }
    let said = |event: &Event| {
        let actor = event.actor.as_ref().filter(|_| event.kind == Kind::Output)?;
        let text = event.text(Field::Text)?.trim_end();
        let words: Vec<&str> = text.split(' ').map(|word| pids.get(word).map_or(word, String::as_str)).collect();
        Some(format!("{actor}: {}", words.join(" ")))
    };
    events.iter().filter_map(said).collect()
}
