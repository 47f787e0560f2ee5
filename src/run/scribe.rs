//! The scribe: makes events of records, with names for numbers and the Python line for the Rust line.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::lesson::lines::Lines;
use crate::model::schedule::{Stand, Turn};
use crate::model::{ActorName, Event, Field, Kind, Phase, Place, Val};
use crate::wire::arena::{Arena, ObjectId, Slot, SlotId};
use crate::wire::lacks;
use crate::wire::order::Candidate;
use crate::wire::record::{AT_ONCE, OWN, Record, Sent};

use super::names::Names;

/// Where the number of a file begins in a line that Python tells.
const FILE_AT: u32 = 20;

/// Makes events of the records of one run.
pub(super) struct Scribe {
    arena: Arc<Arena>,
    lines: Option<Lines>,
    file: Arc<str>,
    names: Names,
}

impl Scribe {
    /// For a run whose lines of Rust stand for lines of this Python file; without `lines` its lines are that file's own.
    pub fn new(arena: Arc<Arena>, lines: Option<Lines>, file: Arc<str>) -> Scribe {
        Scribe { arena, lines, file, names: Names::default() }
    }

    /// Forgets all names: another run begins in the same arena.
    pub fn renew(&mut self) {
        self.names = Names::default();
    }

    /// The actor of a slot.
    pub fn actor(&mut self, id: SlotId) -> Option<ActorName> {
        self.names.actor(&self.arena, id)
    }

    /// A line with the number of its file above it (0: the lesson's own), which stands among the objects.
    fn place_of_python(&mut self, told: u32) -> Option<Place> {
        let (file, line) = (told >> FILE_AT, told & ((1 << FILE_AT) - 1));
        let other = (file > 0).then(|| self.names.object(&self.arena, ObjectId(file))).flatten();
        let file = other.map_or_else(|| self.file.clone(), |(name, _)| name.into());
        (line > 0).then_some(Place { file, line })
    }

    fn place(&mut self, told: u32) -> Option<Place> {
        let line = match &self.lines {
            Some(lines) => lines.python(told)?,
            None => return self.place_of_python(told),
        };
        Some(Place { file: self.file.clone(), line })
    }

    /// Who stands in front of what, and what is missing.
    pub fn stand(&mut self, candidate: &Candidate) -> Stand {
        let arena = self.arena.clone();
        let actor = self.actor(SlotId(candidate.slot)).unwrap_or_else(|| ActorName::from("nobody"));
        Stand {
            turn: Turn { actor, timeout: candidate.timeout },
            lacks: lacks::word(candidate.lacks),
            kind: candidate.kind,
            object: self.names.object(&arena, ObjectId(candidate.object)).map(|(name, _)| name),
            target: self.actor(SlotId(candidate.target)),
            place: self.place(candidate.line),
            value: (!candidate.value.is_empty()).then(|| Arc::from(candidate.value.as_str())),
        }
    }

    /// A record's event: names for numbers, the Python line for the Rust line.
    pub fn event(&mut self, ring: SlotId, record: &Record<'_>) -> Event {
        let arena = &self.arena;
        let whose = if matches!(record.actor, OWN | AT_ONCE) { ring } else { SlotId(record.actor) };
        let actor = self.names.actor(arena, whose);
        let slot = arena.slot(whose);
        let object = self.names.object(arena, ObjectId(record.object));
        let (object, class) = object.map_or((None, None), |(name, class)| (Some(name), Some(class)));
        let mut event = Event {
            n: 0,
            t: arena.since_start(record.t),
            pid: actor.as_ref().and_then(|_| pid_of(slot)),
            tid: actor.as_ref().and_then(|_| tid_of(slot)),
            actor,
            kind: record.kind,
            phase: record.phase,
            place: self.place(record.line),
            object,
            class,
            value: record.value.map(Arc::from),
            bytes: record.bytes,
            with: Vec::with_capacity(record.with.len()),
        };
        for (field, sent) in record.with.iter() {
            self.field(&mut event, *field, sent);
        }
        event
    }

    fn field(&mut self, event: &mut Event, field: Field, sent: &Sent<'_>) {
        let val = match sent {
            Sent::Null => Val::Null,
            Sent::Bool(answer) => Val::Bool(*answer),
            Sent::Int(number) => Val::Int(*number),
            Sent::Float(number) => Val::Float(*number),
            Sent::Text(text) => Val::text(text),
            Sent::Actor(slot) => match self.names.actor(&self.arena, SlotId(*slot)) {
                Some(name) => Val::text(&*name),
                None => Val::Null,
            },
            Sent::Pair(one, two) => Val::List(vec![Val::text(one), Val::text(two)]),
            Sent::Texts(texts) => Val::List(texts.iter().copied().map(Val::text).collect()),
            Sent::Bytes(bytes) => return text_of_bytes(event, field, bytes),
        };
        event.with.push((field, val));
    }
}

/// The begin of an operation that was told at once, by its end. Who gives has the value from the beginning.
pub(super) fn begin_of(end: &Event) -> Event {
    let value = end.value.as_ref().filter(|_| end.kind == Kind::QueuePut).cloned();
    let Event { actor, place, object, class, .. } = end;
    let (actor, place, object, class) = (actor.clone(), place.clone(), object.clone(), class.clone());
    Event { phase: Some(Phase::Begin), actor, place, object, class, value, bytes: None, with: Vec::new(), ..*end }
}

/// Puts in why forklore ends what is left, where it knows better than the keeper.
pub(super) fn say_why(stop: &mut Event, reason: Option<&str>) {
    let told = stop.with.iter().position(|(field, _)| *field == Field::Reason).map(|place| stop.with.remove(place).1);
    let why = reason.map(Val::text).or(told).unwrap_or_else(|| Val::text("stopped"));
    stop.with.push((Field::Reason, why));
}

fn pid_of(slot: &Slot) -> Option<i32> {
    Some(slot.pid.load(Ordering::Relaxed)).filter(|pid| *pid > 0)
}

/// Its own word; of a process that was killed before its first word, the number of its only thread.
fn tid_of(slot: &Slot) -> Option<i32> {
    Some(slot.tid.load(Ordering::Relaxed)).filter(|tid| *tid > 0).or_else(|| pid_of(slot))
}

/// Text where the bytes are UTF-8; else the nearest text, and the exact bytes beside it.
pub(super) fn text_of_bytes(event: &mut Event, field: Field, bytes: &[u8]) {
    event.with.push((field, Val::text(String::from_utf8_lossy(bytes))));
    if std::str::from_utf8(bytes).is_err() {
        event.with.push((Field::Base64, Val::Text(BASE64_STANDARD.encode(bytes).into())));
    }
}
