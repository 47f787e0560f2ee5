//! An event: one thing that happened to one actor.
//!
//! An event is a few common fields and a short list of further ones, so that a moment, a claim or an exporter can ask
//! for any of them by name. Which kind carries which fields is told by the table at [`Kind`] and by the published
//! schema (`assets/events.schema.json`).

mod field;
mod kind;
mod val;
mod word;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use field::Field;
pub use kind::Kind;
pub use val::Val;

use super::name::{ActorName, ObjectName};

/// One thing that happened to one actor.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Place in the order of the run, from 0, without gaps.
    pub n: u64,
    /// Nanoseconds since the start of the run, on the monotonic clock.
    pub t: u64,
    /// Who; `None` for what the engine itself tells.
    pub actor: Option<ActorName>,
    /// The actor's process id.
    pub pid: Option<i32>,
    /// The actor's kernel thread id.
    pub tid: Option<i32>,
    /// What happened.
    pub kind: Kind,
    /// Which part of a blocking operation this is.
    pub phase: Option<Phase>,
    /// Where in the program.
    pub place: Option<Place>,
    /// The shared object that it happened to.
    pub object: Option<ObjectName>,
    /// What the object is: `Queue`, `Lock` … in Python's words.
    pub class: Option<Arc<str>>,
    /// The value put, got, sent, read …: Python's repr, at most 60 columns.
    pub value: Option<Arc<str>>,
    /// Size of the value as it travels, or of the text written, in bytes.
    pub bytes: Option<u64>,
    /// Further fields, in the order in which they are printed.
    pub with: Vec<(Field, Val)>,
}

/// A line of a source file of the lesson.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file's name inside the lesson folder, or its path for a watched program.
    pub file: Arc<str>,
    /// Line number, from 1.
    pub line: u32,
}

/// Part of a blocking operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
pub enum Phase {
    /// The actor has arrived at the operation.
    Begin,
    /// It cannot go on; field `for` says for what it waits.
    Wait,
    /// The operation is over; field `outcome` says how, where it is not plain success.
    End,
}

impl Phase {
    /// Every phase, in order.
    pub const ALL: [Phase; 3] = [Phase::Begin, Phase::Wait, Phase::End];

    /// As it stands in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Phase::Begin => "begin",
            Phase::Wait => "wait",
            Phase::End => "end",
        }
    }
}

impl Event {
    /// An event with nothing but who and what; the rest is added by [`Event::with`] and by setting fields.
    pub fn new(kind: Kind) -> Event {
        Event {
            n: 0,
            t: 0,
            actor: None,
            pid: None,
            tid: None,
            kind,
            phase: None,
            place: None,
            object: None,
            class: None,
            value: None,
            bytes: None,
            with: Vec::new(),
        }
    }

    /// The same event with one more field.
    pub fn with(mut self, field: Field, val: impl Into<Val>) -> Event {
        self.with.push((field, val.into()));
        self
    }

    /// A further field, if the event has it.
    pub fn get(&self, field: Field) -> Option<&Val> {
        self.with.iter().find(|(name, _)| *name == field).map(|(_, val)| val)
    }

    /// A further field's text.
    pub fn text(&self, field: Field) -> Option<&str> {
        self.get(field)?.as_str()
    }

    /// A further field's whole number.
    pub fn int(&self, field: Field) -> Option<i64> {
        self.get(field)?.as_int()
    }

    /// Whether it is this kind, in this phase.
    pub fn is(&self, kind: Kind, phase: Phase) -> bool {
        self.kind == kind && self.phase == Some(phase)
    }

    /// The name of the child that the event is about.
    pub fn child(&self) -> Option<ActorName> {
        self.text(Field::Child).map(ActorName::from)
    }

    /// The name of the actor that the event is directed at.
    pub fn target(&self) -> Option<ActorName> {
        self.text(Field::Target).map(ActorName::from)
    }

    /// The exit status told, if it is known.
    pub fn status(&self) -> Option<i32> {
        self.int(Field::Status).and_then(|status| i32::try_from(status).ok())
    }

    /// How an operation ended, where not plainly.
    pub fn outcome(&self) -> Option<&str> {
        self.text(Field::Outcome)
    }
}
