//! Events and values as JSON: fields in the agreed order, what is absent left out.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::model::event::{Event, Phase, Val};

/// The same as through serde, of which tests are sure; but what never needs a look, like names of fields, gets none.
pub(super) fn line(event: &Event, out: &mut Vec<u8>) -> serde_json::Result<()> {
    out.extend_from_slice(b"{\"n\":");
    number(event.n, out)?;
    out.extend_from_slice(b",\"t\":");
    number(event.t, out)?;
    out.extend_from_slice(b",\"actor\":");
    match &event.actor {
        Some(actor) => quoted(actor, out)?,
        None => out.extend_from_slice(b"null"),
    }
    numbered("pid", event.pid, out)?;
    numbered("tid", event.tid, out)?;
    named("kind", Some(event.kind.as_str()), out)?;
    named("phase", event.phase.map(Phase::as_str), out)?;
    named("object", event.object.as_deref(), out)?;
    named("class", event.class.as_deref(), out)?;
    named("value", event.value.as_deref(), out)?;
    numbered("bytes", event.bytes, out)?;
    named("file", event.place.as_ref().map(|place| &*place.file), out)?;
    numbered("line", event.place.as_ref().map(|place| place.line), out)?;
    for (field, val) in &event.with {
        key(field.as_str(), out);
        serde_json::to_writer(&mut *out, val)?;
    }
    out.push(b'}');
    Ok(())
}

/// Of our own words, which are letters only.
fn key(word: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"");
    out.extend_from_slice(word.as_bytes());
    out.extend_from_slice(b"\":");
}

fn number<T: Serialize>(number: T, out: &mut Vec<u8>) -> serde_json::Result<()> {
    serde_json::to_writer(out, &number)
}

fn numbered<T: Serialize>(word: &str, value: Option<T>, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let Some(value) = value else { return Ok(()) };
    key(word, out);
    number(value, out)
}

fn named(word: &str, value: Option<&str>, out: &mut Vec<u8>) -> serde_json::Result<()> {
    let Some(value) = value else { return Ok(()) };
    key(word, out);
    quoted(value, out)
}

/// A text, most of which are plain.
fn quoted(text: &str, out: &mut Vec<u8>) -> serde_json::Result<()> {
    if !text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
        return serde_json::to_writer(out, text);
    }
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
    Ok(())
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
