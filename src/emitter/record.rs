//! A record: an event as it stands in a ring, without its stamp (see src/wire/record.rs and the probe's `record.py`).

use core::mem::MaybeUninit;

use crate::names::NAMES;

/// Room for the longest that is made here: a value of sixty columns, four bytes each, and what stands around it.
const ROOM: usize = 512;

/// A record in the making.
pub struct Record {
    bytes: [MaybeUninit<u8>; ROOM],
    len: usize,
}

impl Record {
    /// How an operation is told in steps: this is one of them.
    pub fn step(kind: u32, phase: u32, object: u32, line: u32) -> Record {
        Record::begun(kind, 1).word(phase).word(NAMES.words.get().own).word(object).word(line)
    }

    /// How an operation begins in a record that had not to wait: this one record tells its begin and its end.
    pub fn at_once(kind: u32, object: u32, line: u32) -> Record {
        let words = NAMES.words.get();
        Record::begun(kind, 1).word(words.end).word(words.at_once).word(object).word(line)
    }

    /// How something that is no operation begins.
    pub fn event(kind: u32, object: u32, line: u32) -> Record {
        Record::begun(kind, 0).word(NAMES.words.get().own).word(object).word(line)
    }

    fn begun(kind: u32, has_phase: u8) -> Record {
        Record { bytes: [const { MaybeUninit::uninit() }; ROOM], len: 0 }.word(kind).byte(has_phase)
    }

    /// Without a value.
    pub fn bare(self) -> Record {
        self.byte(0).byte(0).long(0)
    }

    /// Without a value, and what is lacking.
    pub fn lacks(self, what: &str) -> Record {
        // One field, a text.
        let record = self.byte(0).byte(0).long(1).word(NAMES.words.get().lacking).word(4);
        record.long(what.len() as u64).put(what.as_bytes())
    }

    /// With a value.
    pub fn valued(self, value: &[u8]) -> Record {
        self.byte(0).byte(1).long(value.len() as u64).put(value).long(0)
    }

    /// With a value and how many bytes it has.
    pub fn sized(self, size: u64, value: &[u8]) -> Record {
        self.byte(1).long(size).byte(1).long(value.len() as u64).put(value).long(0)
    }

    fn byte(self, byte: u8) -> Record {
        self.put(&[byte])
    }

    fn word(self, word: u32) -> Record {
        self.put(&word.to_le_bytes())
    }

    fn long(self, long: u64) -> Record {
        self.put(&long.to_le_bytes())
    }

    #[inline(always)]
    fn put(mut self, bytes: &[u8]) -> Record {
        let len = bytes.len().min(ROOM - self.len);
        // SAFETY: so many bytes have room from here on.
        unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), self.bytes.as_mut_ptr().add(self.len).cast(), len) };
        self.len += len;
        self
    }

    pub fn bytes(&self) -> &[u8] {
        // SAFETY: so many bytes were put.
        unsafe { core::slice::from_raw_parts(self.bytes.as_ptr().cast(), self.len) }
    }
}
