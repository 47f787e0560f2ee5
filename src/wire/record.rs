//! A record: an event as its actor writes it into its ring, with numbers where the event has names.
//!
//! The only place that knows bincode, which is no longer maintained (RUSTSEC-2025-0141): serde, fixed-width integers,
//! always with a limit. Nothing of it goes to disk. What comes out of a ring is read by [`Reader`], which knows the layout.

use std::borrow::Cow;

use serde::{Serialize, de::DeserializeOwned};

use crate::model::{Field, Kind, Phase};

use super::reader::Reader;

/// Largest record, in bytes; what is longer is cut by its writer.
pub const MAX_RECORD: usize = 8 * 1024;
/// Largest item that a native queue or pipe carries, in bytes.
pub const MAX_ITEM: usize = 64 * 1024 * 1024;

const RECORD: bincode::config::Configuration<
    bincode::config::LittleEndian,
    bincode::config::Fixint,
    bincode::config::Limit<MAX_RECORD>,
> = bincode::config::standard().with_fixed_int_encoding().with_limit::<MAX_RECORD>();
const ITEM: bincode::config::Configuration<
    bincode::config::LittleEndian,
    bincode::config::Fixint,
    bincode::config::Limit<MAX_ITEM>,
> = bincode::config::standard().with_fixed_int_encoding().with_limit::<MAX_ITEM>();

/// The actor of a record is the owner of the ring.
pub const OWN: u32 = u32::MAX;
/// The same, and the record is an operation's end and its begin too: it had not to wait.
pub const AT_ONCE: u32 = u32::MAX - 1;

/// An event as its actor writes it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(serde::Deserialize))]
pub struct Record<'a> {
    /// CLOCK_MONOTONIC in nanoseconds.
    pub t: u64,
    /// What happened.
    pub kind: Kind,
    /// Which part of it.
    pub phase: Option<Phase>,
    /// Slot of the actor; [`OWN`] or [`AT_ONCE`] for the ring's owner. The keeper tells about others.
    pub actor: u32,
    /// Number of the object, 0 for none.
    pub object: u32,
    /// Line of the program, 0 for none.
    pub line: u32,
    /// Bytes of the value as it travels.
    pub bytes: Option<u64>,
    /// The value's repr.
    #[cfg_attr(test, serde(borrow))]
    pub value: Option<&'a str>,
    /// Further fields.
    #[cfg_attr(test, serde(borrow))]
    pub with: Cow<'a, [(Field, Sent<'a>)]>,
}

/// A further field's value on the wire.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(serde::Deserialize))]
pub enum Sent<'a> {
    /// Not known.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// A text.
    Text(#[cfg_attr(test, serde(borrow))] &'a str),
    /// An actor, by slot.
    Actor(u32),
    /// Two texts: the ends of a pipe.
    Pair(&'a str, &'a str),
    /// Bytes that are no text.
    Bytes(#[cfg_attr(test, serde(borrow))] &'a [u8]),
    /// Any number of texts.
    Texts(#[cfg_attr(test, serde(borrow))] Vec<&'a str>),
}

impl<'a> Record<'a> {
    /// A record of its kind and nothing more; [`crate::wire::ring::Teller::tell`] stamps it.
    pub const fn new(kind: Kind) -> Record<'a> {
        Record {
            t: 0,
            kind,
            phase: None,
            actor: OWN,
            object: 0,
            line: 0,
            bytes: None,
            value: None,
            with: Cow::Borrowed(&[]),
        }
    }

    /// Writes the record to the front of `room`; the bytes used, or `None` if it does not fit.
    pub fn encode(&self, room: &mut [u8]) -> Option<usize> {
        bincode::serde::encode_into_slice(self, room, RECORD).ok()
    }

    /// When it was written and what it says has happened, without reading the rest; `None` if that makes no sense.
    pub fn peek(bytes: &[u8]) -> Option<(u64, Kind)> {
        Reader(bytes).front()
    }

    /// Reads a record; `None` if the bytes make no sense.
    pub fn decode(bytes: &'a [u8]) -> Option<Record<'a>> {
        Reader(bytes).record()
    }
}

/// An item as it travels through a native queue or pipe: bincode plays pickle's part.
pub fn dumps<T: Serialize + ?Sized>(item: &T) -> Option<Vec<u8>> {
    bincode::serde::encode_to_vec(item, ITEM).ok()
}

/// An item from its bytes; `None` if they are not one.
pub fn loads<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    bincode::serde::decode_from_slice(bytes, ITEM).ok().map(|(item, _)| item)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As bincode itself would read it.
    fn through_serde(bytes: &[u8]) -> Option<Record<'_>> {
        let (record, used) = bincode::serde::borrow_decode_from_slice(bytes, RECORD).ok()?;
        (used == bytes.len()).then_some(record)
    }

    #[test]
    fn a_record_comes_back_whatever_is_in_it() {
        let with = vec![
            (Field::Child, Sent::Actor(4)),
            (Field::Text, Sent::Text("好")),
            (Field::Text, Sent::Bytes(b"\xff\0")),
            (Field::Ends, Sent::Pair("a", "")),
            (Field::Ends, Sent::Texts(vec!["one", "two"])),
            (Field::Answer, Sent::Bool(true)),
            (Field::Count, Sent::Int(-3)),
            (Field::Seconds, Sent::Float(0.5)),
            (Field::Status, Sent::Null),
        ];
        let record = Record {
            t: 7,
            phase: Some(Phase::End),
            object: 3,
            bytes: Some(15),
            value: Some("'A'"),
            with: Cow::Owned(with),
            ..Record::new(Kind::QueueGet)
        };
        let mut room = [0; 512];
        let used = record.encode(&mut room).unwrap();
        let bytes = &room[..used];
        assert_eq!(Record::decode(bytes).unwrap(), record);
        assert_eq!(Record::peek(bytes).unwrap(), (7, Kind::QueueGet));
        // One byte changed, or cut off anywhere: nobody panics, and both readers agree.
        for place in 0..used {
            assert_eq!(Record::decode(&bytes[..place]), through_serde(&bytes[..place]));
            for byte in [0, 1, 2, 8, 255] {
                let mut bytes = bytes.to_vec();
                bytes[place] = byte;
                assert_eq!(Record::decode(&bytes), through_serde(&bytes), "{byte} at {place}");
            }
        }
    }

    proptest! {
        #[test]
        fn hostile_bytes_are_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(Record::decode(&bytes), through_serde(&bytes));
            let _ = loads::<Vec<String>>(&bytes);
        }
    }
}
