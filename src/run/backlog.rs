//! The backlog: what was taken in and has its place in the order, and was not read yet because whoever listens is busy.
//!
//! Records wait here as they came, in a quarter of the room that their events take: so a program that tells much in
//! little time need not wait until all of it is read.

use std::collections::VecDeque;

use crate::model::Event;

/// Bytes of one piece of memory.
const PIECE: usize = 256 * 1024;
/// Stamp, ring and length in front of a record.
const FRONT: usize = 16;
/// Instead of a length: an event of our own comes here.
const OURS: u32 = u32::MAX;

/// What waits, oldest first.
#[derive(Default)]
pub(super) struct Backlog {
    pieces: VecDeque<Vec<u8>>,
    /// How far the first piece was read.
    read: usize,
    events: VecDeque<Event>,
}

/// Something whose turn has come: when, in which ring, and the event if it is no record.
pub(super) type Due = (u64, u32, Option<Event>);

impl Backlog {
    /// A record comes behind all that waits.
    pub fn push_record(&mut self, t: u64, ring: u32, record: &[u8]) {
        self.front(t, ring, record.len() as u32).extend_from_slice(record);
    }

    /// An event of our own comes behind all that waits.
    pub fn push_event(&mut self, t: u64, ring: u32, event: Event) {
        self.front(t, ring, OURS);
        self.events.push_back(event);
    }

    fn front(&mut self, t: u64, ring: u32, length: u32) -> &mut Vec<u8> {
        if self.pieces.back().is_none_or(|last| last.len() >= PIECE) {
            self.pieces.push_back(Vec::with_capacity(PIECE));
        }
        let last = self.pieces.back_mut().expect("one was put there");
        last.extend_from_slice(&t.to_le_bytes());
        last.extend_from_slice(&ring.to_le_bytes());
        last.extend_from_slice(&length.to_le_bytes());
        last
    }

    /// What has waited longest; the bytes of a record are left in `record`.
    pub fn pop(&mut self, record: &mut Vec<u8>) -> Option<Due> {
        let piece = self.pieces.front_mut()?;
        let entry = &piece[self.read..];
        let (front, rest) = entry.split_at_checked(FRONT)?;
        let t = u64::from_le_bytes(front[..8].try_into().ok()?);
        let ring = u32::from_le_bytes(front[8..12].try_into().ok()?);
        let length = u32::from_le_bytes(front[12..].try_into().ok()?);
        let event = (length == OURS).then(|| self.events.pop_front()).flatten();
        record.clear();
        self.read += FRONT;
        if length != OURS {
            record.extend_from_slice(&rest[..length as usize]);
            self.read += length as usize;
        }
        if self.read == piece.len() {
            self.turn_over();
        }
        Some((t, ring, event))
    }

    /// The first piece was read to its end. The last one is used again.
    fn turn_over(&mut self) {
        self.read = 0;
        match self.pieces.pop_front() {
            Some(mut piece) if self.pieces.is_empty() => {
                piece.clear();
                self.pieces.push_back(piece);
            }
            _ => {}
        }
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.pieces.iter().all(Vec::is_empty)
    }

    /// Bytes that wait.
    pub fn bytes(&self) -> usize {
        self.pieces.len() * PIECE
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;

    #[test]
    fn what_waits_comes_in_its_order_whatever_its_length() {
        let mut backlog = Backlog::default();
        let mut record = Vec::new();
        for round in 0..3 {
            for number in 0..20_000_u64 {
                match number % 7 {
                    0 => backlog.push_event(number, 1, Event::new(Kind::Sample)),
                    _ => backlog.push_record(number, round, &vec![number as u8; number as usize % 90]),
                }
            }
            for number in 0..20_000_u64 {
                let (t, _, event) = backlog.pop(&mut record).unwrap();
                assert_eq!((t, event.is_some()), (number, number % 7 == 0));
                assert!(event.is_some() || record == vec![number as u8; number as usize % 90]);
            }
            assert!(backlog.is_empty() && backlog.pop(&mut record).is_none());
        }
    }
}
