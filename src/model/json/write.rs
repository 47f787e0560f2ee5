//! Events and values as JSON: fields in the agreed order, what is absent left out.

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::model::event::{Event, Phase, Val};

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
