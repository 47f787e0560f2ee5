//! A reader: takes the fields of a record out of its bytes, one after the other, as its writers have put them there.
//!
//! The layout is bincode's with fixed-width integers, which the probe and its emitter write by hand too: enums as four
//! bytes, options as a byte and the value, texts and lists behind their length in eight bytes. Read by hand it takes a
//! fifth of the time, and a run tells hundreds of thousands of them. Whatever makes no sense is `None`.

use std::borrow::Cow;

use crate::model::{Field, Kind, Phase};

use super::record::{Record, Sent};

/// What of a record has not been read yet.
pub(super) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    /// All of a record; nothing may come behind it.
    pub fn record(mut self) -> Option<Record<'a>> {
        let record = Record {
            t: self.long()?,
            kind: self.kind()?,
            phase: self.maybe(Reader::phase)?,
            actor: self.word()?,
            object: self.word()?,
            line: self.word()?,
            bytes: self.maybe(Reader::long)?,
            value: self.maybe(Reader::text)?,
            with: Cow::Owned(self.list(|reader| Some((reader.field()?, reader.sent()?)))?),
        };
        self.0.is_empty().then_some(record)
    }

    /// Its first two fields: when, and what has happened.
    pub fn front(&mut self) -> Option<(u64, Kind)> {
        Some((self.long()?, self.kind()?))
    }

    fn sent(&mut self) -> Option<Sent<'a>> {
        Some(match self.word()? {
            0 => Sent::Null,
            1 => Sent::Bool(self.flag()?),
            2 => Sent::Int(self.long()? as i64),
            3 => Sent::Float(f64::from_bits(self.long()?)),
            4 => Sent::Text(self.text()?),
            5 => Sent::Actor(self.word()?),
            6 => Sent::Pair(self.text()?, self.text()?),
            7 => Sent::Bytes(self.bytes()?),
            8 => Sent::Texts(self.list(Reader::text)?),
            _ => return None,
        })
    }

    fn kind(&mut self) -> Option<Kind> {
        Kind::ALL.get(self.word()? as usize).copied()
    }

    fn phase(&mut self) -> Option<Phase> {
        Phase::ALL.get(self.word()? as usize).copied()
    }

    fn field(&mut self) -> Option<Field> {
        Field::ALL.get(self.word()? as usize).copied()
    }

    fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.long()?).ok()?;
        let (front, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(front)
    }

    /// However many it is said to be: no more of them than there are bytes.
    fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.long()?;
        (0..count).map(|_| read(self)).collect()
    }

    fn maybe<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        if self.flag()? { read(self).map(Some) } else { Some(None) }
    }

    fn flag(&mut self) -> Option<bool> {
        match self.some()? {
            [0] => Some(false),
            [1] => Some(true),
            _ => None,
        }
    }

    fn word(&mut self) -> Option<u32> {
        self.some().map(u32::from_le_bytes)
    }

    fn long(&mut self) -> Option<u64> {
        self.some().map(u64::from_le_bytes)
    }

    fn some<const COUNT: usize>(&mut self) -> Option<[u8; COUNT]> {
        let (front, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*front)
    }
}
