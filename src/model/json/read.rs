//! Events and values from JSON, straight from the text: no tree of values in between.

use std::fmt;
use std::sync::Arc;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::lines::Lines;
use crate::model::event::{Event, Field, Kind, Place, Val};
use crate::model::name::{ActorName, ObjectName};

impl<'de> de::Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Event, D::Error> {
        EventSeed(&mut Lines::default()).deserialize(deserializer)
    }
}

impl<'de> de::Deserialize<'de> for Val {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Val, D::Error> {
        ValSeed(&mut Lines::default()).deserialize(deserializer)
    }
}

pub(super) struct EventSeed<'a>(pub &'a mut Lines);

impl<'de> DeserializeSeed<'de> for EventSeed<'_> {
    type Value = Event;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Event, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for EventSeed<'_> {
    type Value = Event;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Event, A::Error> {
        let mut event = Event::new(Kind::Oddity);
        let mut kind = None;
        let (mut file, mut line) = (None, None);
        while let Some(key) = map.next_key_seed(KeySeed)? {
            match key {
                Key::N => event.n = map.next_value()?,
                Key::T => event.t = map.next_value()?,
                Key::Actor => event.actor = map.next_value_seed(TextSeed(self.0))?.map(ActorName::from),
                Key::Pid => event.pid = map.next_value()?,
                Key::Tid => event.tid = map.next_value()?,
                Key::Kind => kind = Some(map.next_value_seed(KindSeed)?),
                Key::Phase => event.phase = map.next_value()?,
                Key::Object => event.object = map.next_value_seed(TextSeed(self.0))?.map(ObjectName::from),
                Key::Class => event.class = map.next_value_seed(TextSeed(self.0))?,
                Key::Value => event.value = map.next_value_seed(TextSeed(self.0))?,
                Key::Bytes => event.bytes = map.next_value()?,
                Key::File => file = map.next_value_seed(TextSeed(self.0))?,
                Key::Line => line = map.next_value()?,
                Key::With(field) => {
                    // Few events have more than two, and a million of them should not keep room for four.
                    event.with.reserve_exact(if event.with.is_empty() { 2 } else { 1 });
                    event.with.push((field, map.next_value_seed(ValSeed(self.0))?));
                }
                Key::Unknown => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        event.kind = kind.ok_or_else(|| de::Error::missing_field("kind"))?;
        event.place = file.map(|file| Place { file, line: line.unwrap_or(0) });
        Ok(event)
    }
}

enum Key {
    N,
    T,
    Actor,
    Pid,
    Tid,
    Kind,
    Phase,
    Object,
    Class,
    Value,
    Bytes,
    File,
    Line,
    With(Field),
    Unknown,
}

struct KeySeed;

impl<'de> DeserializeSeed<'de> for KeySeed {
    type Value = Key;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for KeySeed {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Key, E> {
        Ok(match text {
            "n" => Key::N,
            "t" => Key::T,
            "actor" => Key::Actor,
            "pid" => Key::Pid,
            "tid" => Key::Tid,
            "kind" => Key::Kind,
            "phase" => Key::Phase,
            "object" => Key::Object,
            "class" => Key::Class,
            "value" => Key::Value,
            "bytes" => Key::Bytes,
            "file" => Key::File,
            "line" => Key::Line,
            other => Field::parse(other).map_or(Key::Unknown, Key::With),
        })
    }
}

struct KindSeed;

impl<'de> DeserializeSeed<'de> for KindSeed {
    type Value = Kind;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Kind, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KindSeed {
    type Value = Kind;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a kind of event")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Kind, E> {
        Kind::parse(text).ok_or_else(|| E::custom(format_args!("unknown kind of event `{text}`")))
    }
}

/// A text that may be absent, kept once.
struct TextSeed<'a>(&'a mut Lines);

impl<'de> DeserializeSeed<'de> for TextSeed<'_> {
    type Value = Option<Arc<str>>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for TextSeed<'_> {
    type Value = Option<Arc<str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or null")
    }

    fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(self.0.text(text)))
    }
}

struct ValSeed<'a>(&'a mut Lines);

impl<'de> DeserializeSeed<'de> for ValSeed<'_> {
    type Value = Val;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Val, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValSeed<'_> {
    type Value = Val;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Val, E> {
        Ok(Val::Null)
    }

    fn visit_bool<E: de::Error>(self, answer: bool) -> Result<Val, E> {
        Ok(Val::Bool(answer))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Val, E> {
        Ok(Val::Int(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Val, E> {
        Ok(i64::try_from(number).map_or(Val::Float(number as f64), Val::Int))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Val, E> {
        Ok(Val::Float(number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Val, E> {
        Ok(Val::Text(self.0.text(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Val, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element_seed(ValSeed(self.0))? {
            values.push(value);
        }
        Ok(Val::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Val, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key_seed(NameSeed(self.0))? {
            entries.push((key, map.next_value_seed(ValSeed(self.0))?));
        }
        Ok(Val::Map(entries))
    }
}

/// A key of a map inside an event.
struct NameSeed<'a>(&'a mut Lines);

impl<'de> DeserializeSeed<'de> for NameSeed<'_> {
    type Value = Arc<str>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Arc<str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NameSeed<'_> {
    type Value = Arc<str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Arc<str>, E> {
        Ok(self.0.text(text))
    }
}
