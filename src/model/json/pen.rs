//! A pen: writes many lines, and keeps what comes again and again as it was written the last time.

use std::sync::Arc;

use super::write;
use crate::model::event::{Event, Kind, Phase, Place};
use crate::model::name::{ActorName, ObjectName};

/// Writes many lines. Who does what to which object at which line of the program comes again with every round of a
/// loop: that part of a line is kept, in a table of fixed size, of two that fall on one place the last.
#[derive(Default)]
pub struct Pen {
    kept: Vec<Option<Kept>>,
}

/// What of an event comes again, and how it was written.
struct Kept {
    actor: Option<ActorName>,
    pid: Option<i32>,
    tid: Option<i32>,
    kind: Kind,
    phase: Option<Phase>,
    object: Option<ObjectName>,
    class: Option<Arc<str>>,
    place: Option<Place>,
    /// Fields before and after the value and its bytes.
    head: Vec<u8>,
    tail: Vec<u8>,
}

impl Pen {
    /// A power of two.
    const PLACES: usize = 128;

    /// Appends the event's line to `out`, with the newline.
    pub fn line(&mut self, event: &Event, out: &mut Vec<u8>) {
        let before = out.len();
        if self.write(event, out).is_err() {
            out.truncate(before);
        }
        out.push(b'\n');
    }

    fn write(&mut self, event: &Event, out: &mut Vec<u8>) -> serde_json::Result<()> {
        let kept = self.kept(event)?;
        write::begin(event, out);
        out.extend_from_slice(&kept.head);
        write::value(event, out)?;
        out.extend_from_slice(&kept.tail);
        write::end(event, out)
    }

    fn kept(&mut self, event: &Event) -> serde_json::Result<&Kept> {
        if self.kept.is_empty() {
            self.kept.resize_with(Pen::PLACES, || None);
        }
        let place = &mut self.kept[place_of(event)];
        if place.as_ref().is_none_or(|kept| !kept.is_of(event)) {
            *place = Some(Kept::of(event)?);
        }
        Ok(place.as_ref().expect("it was put there"))
    }
}

impl Kept {
    fn of(event: &Event) -> serde_json::Result<Kept> {
        let (mut head, mut tail) = (Vec::new(), Vec::new());
        write::head(event, &mut head)?;
        write::tail(event, &mut tail)?;
        Ok(Kept {
            actor: event.actor.clone(),
            pid: event.pid,
            tid: event.tid,
            kind: event.kind,
            phase: event.phase,
            object: event.object.clone(),
            class: event.class.clone(),
            place: event.place.clone(),
            head,
            tail,
        })
    }

    /// Whether it is the same. Names are told apart by where they stand, which is quick, and at worst in vain.
    fn is_of(&self, event: &Event) -> bool {
        let line = |place: &Option<Place>| place.as_ref().map(|place| place.line);
        self.kind == event.kind
            && self.phase == event.phase
            && self.pid == event.pid
            && self.tid == event.tid
            && line(&self.place) == line(&event.place)
            && is_same(self.actor.as_deref(), event.actor.as_deref())
            && is_same(self.object.as_deref(), event.object.as_deref())
            && is_same(self.class.as_deref(), event.class.as_deref())
            && is_same(file(&self.place), file(&event.place))
    }
}

fn file(place: &Option<Place>) -> Option<&str> {
    place.as_ref().map(|place| &*place.file)
}

/// What is kept keeps its names, so that no other can stand where one of them does.
fn is_same(one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => std::ptr::eq(one, other),
        (None, None) => true,
        _ => false,
    }
}

fn place_of(event: &Event) -> usize {
    let at = |name: Option<&str>| name.map_or(0, |name| name.as_ptr() as usize >> 4);
    let phase = event.phase.map_or(0, |phase| phase as usize + 1);
    let line = event.place.as_ref().map_or(0, |place| place.line as usize);
    let mixed = at(event.actor.as_deref()) ^ at(event.object.as_deref()).rotate_left(7);
    let mixed = mixed ^ ((event.kind as usize) << 2 | phase).rotate_left(17) ^ line.rotate_left(29);
    mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (usize::BITS - Pen::PLACES.ilog2())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::json;

    #[test]
    fn what_is_kept_is_written_for_nobody_else() {
        let names = ["main", "child", "main/feeder"].map(ActorName::from);
        let objects = ["q", "lock"].map(ObjectName::from);
        let mut pen = Pen::default();
        for n in 0..4000_usize {
            let event = Event {
                n: n as u64,
                actor: (n % 4 < 3).then(|| names[n % 4 % 3].clone()),
                pid: Some((n / 7 % 3) as i32),
                kind: Kind::ALL[n / 5 % 40],
                phase: Phase::ALL.get(n % 4).copied(),
                object: objects.get(n / 3 % 3).cloned(),
                place: (n % 5 > 0).then(|| Place { file: names[n % 3].clone().into(), line: (n / 100) as u32 }),
                value: (n % 2 > 0).then(|| Arc::from(n.to_string())),
                ..Event::new(Kind::Oddity)
            };
            let mut out = Vec::new();
            pen.line(&event, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), json::line(&event) + "\n");
        }
    }
}
