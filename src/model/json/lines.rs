//! A reader of many lines.

use std::sync::Arc;

use serde::de::DeserializeSeed;

use super::read::EventSeed;
use crate::model::event::Event;

/// A reader of many lines that keeps one copy of a short text that comes again: names, files, small values.
///
/// A table of fixed size, so that it costs the same however long the recording is.
pub struct Lines {
    kept: Vec<Option<Arc<str>>>,
}

impl Default for Lines {
    fn default() -> Lines {
        Lines { kept: vec![None; Lines::PLACES] }
    }
}

impl Lines {
    const PLACES: usize = 256;
    const LONGEST: usize = 40;

    /// Reads one line.
    pub fn read(&mut self, line: &str) -> Result<Event, serde_json::Error> {
        let mut json = serde_json::Deserializer::from_str(line);
        let event = EventSeed(self).deserialize(&mut json)?;
        json.end()?;
        Ok(event)
    }

    pub(super) fn text(&mut self, text: &str) -> Arc<str> {
        if text.len() > Lines::LONGEST {
            return Arc::from(text);
        }
        let place = &mut self.kept[place_of(text)];
        match place {
            Some(kept) if **kept == *text => Arc::clone(kept),
            _ => Arc::clone(place.insert(Arc::from(text))),
        }
    }
}

/// Where a text stands in the table: decided by its length, its first and its last eight bytes.
fn place_of(text: &str) -> usize {
    let bytes = text.as_bytes();
    let eight = |part: &[u8]| part.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let first = eight(&bytes[..bytes.len().min(8)]);
    let last = eight(&bytes[bytes.len().saturating_sub(8)..]);
    let mixed = (first ^ last.rotate_left(29) ^ bytes.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 56) as usize % Lines::PLACES
}
