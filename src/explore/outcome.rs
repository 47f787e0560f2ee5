//! The name of an outcome: what came out of a run, in a few words.

use std::collections::BTreeMap;

use crate::lesson::Lesson;
use crate::model::world::{Actor, Object, Shape};
use crate::model::{Event, Field, Kind, World};
use crate::run::Performance;

/// What came out of a run: a deadlock, an exception that nobody caught, the values at its end; the lines printed, in
/// their order, where the order of lines is a choice or there is nothing else to tell.
pub(super) fn name(lesson: &Lesson, run: &Performance) -> String {
    match run.reason {
        "hang" => return "deadlock".into(),
        "limit" => return "endless".into(),
        _ => {}
    }
    let mut world = World::new();
    for event in &run.events {
        world.apply(event);
    }
    let mut parts: Vec<String> = world.actors().filter_map(failed).collect();
    parts.extend(world.objects().filter_map(content));
    if parts.is_empty() || lesson.head.choices.contains(&crate::lesson::Choosable::Output) {
        parts.extend(lines(&run.events));
    }
    if parts.is_empty() { "nothing printed".into() } else { parts.join(", ") }
}

/// An actor whose program failed; those that were ended by a signal did not.
fn failed(actor: &Actor) -> Option<String> {
    let status = actor.status.filter(|status| *status > 0)?;
    Some(format!("{}: exit {status}", actor.name))
}

/// What an object has come to at the end.
fn content(object: &Object) -> Option<String> {
    let name = &object.name;
    match &object.shape {
        // The places of an array are too many for a name.
        Shape::Value(value) if &*object.class != "Array" => Some(format!("{name}={}", value.now)),
        Shape::Queue(queue) => Some(format!("{name}: {} put, {} got", queue.put, queue.got)),
        _ => None,
    }
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
