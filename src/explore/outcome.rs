//! The name of an outcome: what came out of a run, in a few words.

use std::collections::BTreeMap;

use crate::lesson::Lesson;
use crate::model::tell::harmless;
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
    if parts.is_empty() { "nothing printed".into() } else { short(parts.join(", ")) }
}

/// An actor whose program failed; those that were ended by a signal did not.
fn failed(actor: &Actor) -> Option<String> {
    let status = actor.status.filter(|status| *status > 0)?;
    Some(format!("{}: exit {status}", actor.name))
}

/// Classes of a manager's objects that are told by what they hold.
const KEPT: [&str; 4] = ["Dict", "List", "Value", "Namespace"];

/// What an object has come to at the end.
fn content(object: &Object) -> Option<String> {
    let name = &object.name;
    match &object.shape {
        // The places of an array are too many for a name.
        Shape::Value(value) if &*object.class != "Array" => Some(format!("{name}={}", harmless(&value.now))),
        Shape::Managed(managed) if KEPT.contains(&&*object.class) => Some(format!("{name}={}", harmless(&managed.now))),
        Shape::Queue(queue) => Some(format!("{name}: {} put, {} got", queue.put, queue.got)),
        _ => None,
    }
}

/// The lines printed, with names for pids: those differ from run to run.
fn lines(events: &[Event]) -> Vec<String> {
    let pids = pids(events);
    let said = |event: &Event| {
        let actor = event.actor.as_ref().filter(|_| event.kind == Kind::Output)?;
        let text = event.text(Field::Text)?.trim_end();
        Some(format!("{actor}: {}", harmless(&with_names(text, &pids))))
    };
    events.iter().filter_map(said).collect()
}

/// Whose pids these are.
pub(super) fn pids(events: &[Event]) -> BTreeMap<String, String> {
    let started = events.iter().filter(|event| event.kind == Kind::ProcessStart);
    started.filter_map(|event| Some((event.pid?.to_string(), event.actor.as_ref()?.to_string()))).collect()
}

/// A text with names for pids.
pub(super) fn with_names(text: &str, pids: &BTreeMap<String, String>) -> String {
    let mut named = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find(|c: char| c.is_ascii_digit()) {
        let end = rest[begin..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |length| begin + length);
        let number = &rest[begin..end];
        named.push_str(&rest[..begin]);
        named.push_str(pids.get(number).map_or(number, String::as_str));
        rest = &rest[end..];
    }
    named + rest
}

/// On one line and not too long. What is cut off is told by its sum, so that other endings stay other outcomes.
fn short(name: String) -> String {
    const LONG: usize = 240;
    let Some((end, _)) = name.char_indices().nth(LONG) else { return name };
    // FNV-1a, 32 bits (draft-eastlake-fnv): no secret is kept by it.
    let sum = name[end..].bytes().fold(0x811c_9dc5_u32, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{}… #{sum:08x}", &name[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pids_have_names_wherever_they_stand() {
        let pids = BTreeMap::from([("4711".to_string(), "child".to_string())]);
        assert_eq!(with_names("pid=4711, 47110 and 4711", &pids), "pid=child, 47110 and child");
    }

    #[test]
    fn long_names_are_cut_and_stay_different() {
        let (one, two) = (format!("{}a", "语".repeat(300)), format!("{}b", "语".repeat(300)));
        assert_ne!(short(one.clone()), short(two));
        assert!(short(one).chars().count() < 260);
        assert_eq!(short("counter=9".into()), "counter=9");
    }
}
