//! Events and values as JSON: fields in the agreed order, what is absent left out.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::model::event::{Event, Phase, Val};

/// Room for a line, as a rule.
const LINE: usize = 512;

/// The same as through serde, of which tests are sure; but what never needs a look, like names of fields, gets none.
pub(super) fn line(event: &Event, out: &mut Vec<u8>) -> serde_json::Result<()> {
    begin(event, out);
    head(event, out)?;
    value(event, out)?;
    tail(event, out)?;
    end(event, out)
}

/// Number and time.
pub(super) fn begin(event: &Event, out: &mut Vec<u8>) {
    out.reserve(LINE);
    out.extend_from_slice(b"{\"n\":");
    number(event.n, out);
    out.extend_from_slice(b",\"t\":");
    number(event.t, out);
}

/// Who, what, and to which object.
pub(super) fn head(event: &Event, out: &mut Vec<u8>) -> serde_json::Result<()> {
    match &event.actor {
        Some(actor) => named(b",\"actor\":", actor, out)?,
        None => out.extend_from_slice(b",\"actor\":null"),
    }
    if let Some(pid) = event.pid {
        numbered(b",\"pid\":", pid.into(), out);
    }
    if let Some(tid) = event.tid {
        numbered(b",\"tid\":", tid.into(), out);
    }
    word(b",\"kind\":\"", event.kind.as_str(), out);
    if let Some(phase) = event.phase {
        word(b",\"phase\":\"", phase.as_str(), out);
    }
    if let Some(object) = &event.object {
        named(b",\"object\":", object, out)?;
    }
    if let Some(class) = &event.class {
        named(b",\"class\":", class, out)?;
    }
    Ok(())
}

/// The value, and how large it is.
pub(super) fn value(event: &Event, out: &mut Vec<u8>) -> serde_json::Result<()> {
    if let Some(value) = &event.value {
        named(b",\"value\":", value, out)?;
    }
    if let Some(bytes) = event.bytes {
        out.extend_from_slice(b",\"bytes\":");
        number(bytes, out);
    }
    Ok(())
}

/// Where in the program.
pub(super) fn tail(event: &Event, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let Some(place) = &event.place else { return Ok(()) };
    named(b",\"file\":", &place.file, out)?;
    numbered(b",\"line\":", place.line.into(), out);
    Ok(())
}

/// Further fields.
pub(super) fn end(event: &Event, out: &mut Vec<u8>) -> serde_json::Result<()> {
    for (field, val) in &event.with {
        word(b",\"", field.as_str(), out);
        out.push(b':');
        match val {
            Val::Int(number) => numbered(b"", *number, out),
            Val::Text(text) => named(b"", text, out)?,
            other => serde_json::to_writer(&mut *out, other)?,
        }
    }
    out.push(b'}');
    Ok(())
}

/// One of our own words, which are letters only, and the quote behind it.
fn word(before: &[u8], word: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(before);
    out.extend_from_slice(word.as_bytes());
    out.push(b'"');
}

/// A text, most of which are plain.
fn named(before: &[u8], text: &str, out: &mut Vec<u8>) -> serde_json::Result<()> {
    out.extend_from_slice(before);
    let is_odd = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    // All of them looked at, in one stride, is quicker than a stop at the first.
    if text.bytes().fold(false, |odd, byte| odd | is_odd(byte)) {
        return serde_json::to_writer(out, text);
    }
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
    Ok(())
}

fn numbered(before: &[u8], value: i64, out: &mut Vec<u8>) {
    out.extend_from_slice(before);
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

fn number(number: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("n", &self.n)?;
        map.serialize_entry("t", &self.t)?;
        map.serialize_entry("actor", &self.actor)?;
        entry(&mut map, "pid", &self.pid)?;
        entry(&mut map, "tid", &self.tid)?;
        map.serialize_entry("kind", self.kind.as_str())?;
        entry(&mut map, "phase", &self.phase.map(Phase::as_str))?;
        entry(&mut map, "object", &self.object)?;
        entry(&mut map, "class", &self.class)?;
        entry(&mut map, "value", &self.value)?;
        entry(&mut map, "bytes", &self.bytes)?;
        if let Some(place) = &self.place {
            map.serialize_entry("file", &place.file)?;
            map.serialize_entry("line", &place.line)?;
        }
        for (field, val) in &self.with {
            map.serialize_entry(field.as_str(), val)?;
        }
        map.end()
    }
}

fn entry<M: SerializeMap, T: Serialize>(map: &mut M, key: &str, value: &Option<T>) -> Result<(), M::Error> {
    value.as_ref().map_or(Ok(()), |value| map.serialize_entry(key, value))
}

impl Serialize for Val {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Val::Null => serializer.serialize_unit(),
            Val::Bool(answer) => serializer.serialize_bool(*answer),
            Val::Int(number) => serializer.serialize_i64(*number),
            Val::Float(number) => serializer.serialize_f64(*number),
            Val::Text(text) => serializer.serialize_str(text),
            Val::List(values) => {
                let mut list = serializer.serialize_seq(Some(values.len()))?;
                values.iter().try_for_each(|value| list.serialize_element(value))?;
                list.end()
            }
            Val::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                entries.iter().try_for_each(|(key, value)| map.serialize_entry(&**key, value))?;
                map.end()
            }
        }
    }
}
