//! The skeleton of a run: who did what with what, and nothing that another run or another engine must have otherwise.
//!
//! No times, no pids, no sizes in bytes; of a blocking operation how it ended, not whether it had to wait. What an actor
//! wrote stands apart, line by line: when it leaves a buffer is no act of the program.

use std::collections::BTreeMap;

use super::event::{Event, Field, Kind, Phase};
use super::name::ActorName;
use super::tell;
use super::tongue::Both;

/// What each actor did, in its own order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Skeleton {
    /// By name.
    pub actors: BTreeMap<ActorName, Acts>,
}

/// What one actor did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Acts {
    /// Its acts, in order.
    pub deeds: Vec<Deed>,
    /// The lines that it wrote: to which stream, and what.
    pub lines: Vec<Deed>,
}

/// One act, stripped of all that the next run has otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed(Event);

/// The fields that say what was done; all others are figures.
const KEPT: [Field; 16] = [
    Field::Child,
    Field::Target,
    Field::Method,
    Field::Status,
    Field::Signal,
    Field::Stream,
    Field::Text,
    Field::Maxsize,
    Field::Answer,
    Field::Ends,
    Field::End,
    Field::Args,
    Field::Result,
    Field::Task,
    Field::Outcome,
    Field::Type,
];

impl Deed {
    fn of(event: &Event) -> Deed {
        let kept = |(field, _): &&(Field, _)| KEPT.contains(field) && !is_wording(event.kind, *field);
        Deed(Event {
            object: event.object.clone(),
            class: event.class.clone(),
            value: event.value.clone(),
            phase: event.phase,
            with: event.with.iter().filter(kept).cloned().collect(),
            ..Event::new(event.kind)
        })
    }

    /// What was done.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// As an event without time and place, to be printed.
    pub fn event(&self) -> &Event {
        &self.0
    }

    /// What was done, in words.
    pub fn sentence(&self) -> Both {
        tell::event(&self.0)
    }
}

/// Whether a field is only how an engine puts it: the text of an exception or of a warning.
fn is_wording(kind: Kind, field: Field) -> bool {
    field == Field::Text && kind != Kind::Output
}

impl Skeleton {
    /// Of the events of a run.
    pub fn of(events: &[Event]) -> Skeleton {
        let mut growing = Growing::default();
        events.iter().for_each(|event| growing.take(event));
        growing.end()
    }

    /// What an actor did; nothing, where there is none of this name.
    pub fn acts(&self, actor: &str) -> Option<&Acts> {
        self.actors.get(actor)
    }
}

/// A skeleton that is being made.
#[derive(Default)]
struct Growing {
    skeleton: Skeleton,
    /// Operations that have begun and not ended.
    open: BTreeMap<ActorName, Deed>,
    /// What was written after the last line's end, by actor and stream.
    written: BTreeMap<(ActorName, String), String>,
}

impl Growing {
    fn take(&mut self, event: &Event) {
        let Some(actor) = event.actor.clone().filter(|_| is_act(event)) else { return };
        match (event.kind, event.phase) {
            (Kind::Output, _) => self.writes(actor, event),
            (_, Some(Phase::Begin)) => drop(self.open.insert(actor, Deed::of(event))),
            (_, Some(Phase::Wait)) => {}
            (_, Some(Phase::End)) => self.ends(actor, event),
            (_, None) => self.does(actor, Deed::of(event)),
        }
    }

    fn does(&mut self, actor: ActorName, deed: Deed) {
        self.skeleton.actors.entry(actor).or_default().deeds.push(deed);
    }

    /// What was told at the beginning of an operation holds at its end, where that does not say otherwise.
    fn ends(&mut self, actor: ActorName, event: &Event) {
        let mut deed = Deed::of(event);
        if let Some(begun) = self.open.remove(&actor).filter(|begun| begun.0.kind == event.kind) {
            deed.0.value = deed.0.value.or(begun.0.value);
            for (field, val) in begun.0.with {
                if deed.0.get(field).is_none() {
                    deed.0.with.push((field, val));
                }
            }
            deed.0.with.sort_by_key(|(field, _)| *field as usize);
        }
        self.does(actor, deed);
    }

    fn writes(&mut self, actor: ActorName, event: &Event) {
        let stream = event.text(Field::Stream).unwrap_or("stdout").to_string();
        let written = self.written.entry((actor.clone(), stream.clone())).or_default();
        written.push_str(event.text(Field::Text).unwrap_or_default());
        while let Some(end) = written.find('\n') {
            let line: String = written.drain(..=end).collect();
            let lines = &mut self.skeleton.actors.entry(actor.clone()).or_default().lines;
            lines.push(wrote(&stream, line.trim_end_matches('\n')));
        }
    }

    /// Whoever was in the middle of something when the run was over, or was killed there, has begun it.
    fn end(mut self) -> Skeleton {
        for (actor, begun) in std::mem::take(&mut self.open) {
            self.does(actor, begun);
        }
        for ((actor, stream), rest) in std::mem::take(&mut self.written) {
            if !rest.is_empty() {
                self.skeleton.actors.entry(actor).or_default().lines.push(wrote(&stream, &rest));
            }
        }
        self.skeleton
    }
}

fn wrote(stream: &str, line: &str) -> Deed {
    Deed(Event::new(Kind::Output).with(Field::Stream, stream).with(Field::Text, line))
}

/// Whether it is something that an actor of the program did, and not a figure, a word of the engine, or the big lock's.
fn is_act(event: &Event) -> bool {
    !matches!(event.kind.family(), "run" | "claim" | "finding" | "lost" | "oddity" | "sample" | "chart" | "gil")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(actor: &str, kind: Kind) -> Event {
        Event { t: 7, pid: Some(41), bytes: Some(9), actor: Some(actor.into()), ..Event::new(kind) }
    }

    #[test]
    fn a_put_that_waited_is_the_same_act_as_one_that_did_not() {
        let put = |phase| Event { phase: Some(phase), value: Some("'A'".into()), ..told("main", Kind::QueuePut) };
        let end = Event { value: None, ..put(Phase::End) };
        let waits = put(Phase::Wait).with(Field::For, "room");
        let one = Skeleton::of(&[put(Phase::Begin), waits, end.clone()]);
        let other = Skeleton::of(&[put(Phase::Begin), end]);
        assert_eq!(one, other);
        assert_eq!(one.acts("main").unwrap().deeds.len(), 1);
        assert_eq!(one.acts("main").unwrap().deeds[0].event().value.as_deref(), Some("'A'"));
    }

    #[test]
    fn lines_are_the_same_in_whatever_pieces_they_are_written() {
        let wrote = |text: &str| told("main", Kind::Output).with(Field::Stream, "stdout").with(Field::Text, text);
        let one = Skeleton::of(&[wrote("a\nb\n"), wrote("c")]);
        let other = Skeleton::of(&[wrote("a\n"), wrote("b"), wrote("\nc")]);
        assert_eq!(one, other);
        assert_eq!(one.acts("main").unwrap().lines.len(), 3);
    }
}
