//! A ring: how one thread tells, without a system call, and how the engine takes it in.
//!
//! A record stands as its length (four bytes, little endian) and its bytes, rounded up to eight. A length of
//! [`WRAP`] means: the rest of the ring is empty, go on at its beginning.

use std::sync::atomic::{Ordering, fence};
use std::time::{Duration, Instant};

use super::arena::{Arena, RING, SlotId, now};
use super::record::{MAX_RECORD, Record};

const WRAP: u32 = u32::MAX;
/// How long a writer sleeps before its first look for room.
const LOOK: Duration = Duration::from_micros(50);
/// How long it sleeps between two looks at most: many who look often would take the reader's time.
const LONGEST_LOOK: Duration = Duration::from_millis(1);

/// The writing side of a ring: one thread's voice.
pub struct Teller {
    arena: &'static Arena,
    id: SlotId,
    head: u64,
    tail: u64,
    last: u64,
    patience: Option<Duration>,
}

impl Teller {
    /// The voice of the actor in a slot. There must be only one; an arena that is told into lives as long as its process.
    ///
    /// Where its ring is full it waits for the reader, who may be stopped for hours, until the run is being ended.
    pub fn new(arena: &'static Arena, id: SlotId) -> Teller {
        let head = arena.slot(id).head.load(Ordering::Relaxed);
        Teller { arena, id, head, tail: head.saturating_sub(RING as u64), last: 1, patience: None }
    }

    /// The same for somebody who has more to do than to wait: what finds no room for so long is lost.
    pub fn with_patience(self, patience: Duration) -> Teller {
        Teller { patience: Some(patience), ..self }
    }

    /// The arena told into.
    pub fn arena(&self) -> &'static Arena {
        self.arena
    }

    /// The slot told from.
    pub fn id(&self) -> SlotId {
        self.id
    }

    /// Stamps a record and publishes it; returns the stamp. What does not fit is counted as lost, never silently.
    pub fn tell(&mut self, record: &mut Record<'_>) -> u64 {
        let slot = self.arena.slot(self.id);
        if !self.has_room() && !self.wait_for_room() {
            slot.lost.fetch_add(1, Ordering::Relaxed);
            return now();
        }
        // A full barrier between `busy` and the clock: the reader must see us busy before any stamp it might miss.
        slot.busy.swap(self.last, Ordering::SeqCst);
        record.t = now();
        self.last = record.t;
        if !self.write(record) {
            slot.lost.fetch_add(1, Ordering::Relaxed);
        }
        slot.head.store(self.head, Ordering::Release);
        slot.busy.store(0, Ordering::Release);
        record.t
    }

    fn write(&mut self, record: &Record<'_>) -> bool {
        let mut at = self.head as usize % RING;
        if RING - at < MAX_RECORD + 8 {
            self.length(at, WRAP);
            self.head += (RING - at) as u64;
            at = 0;
        }
        // SAFETY: `has_room` found that the reader is done with these bytes, and nobody else writes this ring.
        let room = unsafe { std::slice::from_raw_parts_mut(self.arena.ring(self.id).add(at + 4), MAX_RECORD) };
        let Some(used) = record.encode(room) else { return false };
        self.length(at, used as u32);
        self.head += (used as u64 + 4).next_multiple_of(8);
        true
    }

    fn length(&self, at: usize, length: u32) {
        // SAFETY: `at` is a multiple of eight below RING - 4, and nobody else writes this ring.
        unsafe { self.arena.ring(self.id).add(at).cast::<u32>().write(length.to_le()) }
    }

    /// Room for a wrap and a largest record.
    fn has_room(&mut self) -> bool {
        let enough = |head: u64, tail: u64| head.wrapping_sub(tail) <= (RING - 2 * (MAX_RECORD + 8)) as u64;
        if !enough(self.head, self.tail) {
            self.tail = self.arena.slot(self.id).tail.load(Ordering::Acquire);
        }
        enough(self.head, self.tail)
    }

    fn wait_for_room(&mut self) -> bool {
        let since = Instant::now();
        let is_ending = || self.arena.header().stopping.load(Ordering::Relaxed) != 0;
        let mut look = LOOK;
        while self.patience.map_or_else(|| !is_ending(), |patience| since.elapsed() < patience) {
            std::thread::sleep(look);
            if self.has_room() {
                return true;
            }
            look = LONGEST_LOOK.min(look * 2);
        }
        false
    }
}

/// What a reader met at the front of a ring.
pub enum Met<T> {
    /// A record.
    Record(T),
    /// Bytes that make no sense: how many were passed over.
    Oddity(u64),
}

/// Takes every published record of a ring, oldest first. Bytes that make no sense end the ring's content up to its
/// head, as [`Met::Oddity`]: nothing after them can be trusted.
pub fn drain(arena: &Arena, id: SlotId, mut take: impl FnMut(Met<Record<'_>>)) {
    drain_raw(arena, id, |met| match met {
        Met::Record(bytes) => {
            take(
                Record::decode(bytes)
                    .map_or_else(|| Met::Oddity((bytes.len() as u64 + 4).next_multiple_of(8)), Met::Record),
            );
        }
        Met::Oddity(bytes) => take(Met::Oddity(bytes)),
    });
}

/// The same for whoever reads the records later.
pub fn drain_raw(arena: &Arena, id: SlotId, mut take: impl FnMut(Met<&[u8]>)) {
    let slot = arena.slot(id);
    let head = slot.head.load(Ordering::Acquire);
    let mut tail = slot.tail.load(Ordering::Relaxed);
    if tail == head {
        return;
    }
    if tail > head || head - tail > RING as u64 {
        take(Met::Oddity(head.abs_diff(tail).min(RING as u64)));
        tail = head;
    }
    let mut copy = Vec::new();
    while tail < head {
        let at = tail as usize % RING;
        match step(arena, id, at, head - tail, &mut copy) {
            Some((false, used)) => tail += used,
            Some((true, used)) => {
                take(Met::Record(&copy));
                tail += used;
            }
            None => {
                take(Met::Oddity(head - tail));
                tail = head;
            }
        }
    }
    fence(Ordering::AcqRel);
    slot.tail.store(tail, Ordering::Release);
}

/// Whether a record stands at a place, and not a wrap, and how far to go on; `None` if neither can stand there. Its
/// bytes are copied first: nothing keeps a hostile writer from changing them while they are read.
fn step(arena: &Arena, id: SlotId, at: usize, left: u64, copy: &mut Vec<u8>) -> Option<(bool, u64)> {
    if !at.is_multiple_of(8) || at + 8 > RING {
        return None;
    }
    // SAFETY: inside the ring; the writer has published these bytes and leaves them until `tail` has passed.
    let length = u32::from_le(unsafe { arena.ring(id).add(at).cast::<u32>().read() });
    if length == WRAP {
        let used = (RING - at) as u64;
        return (used <= left).then_some((false, used));
    }
    let used = (u64::from(length) + 4).next_multiple_of(8);
    if length as usize > MAX_RECORD || at + 4 + length as usize > RING || used > left {
        return None;
    }
    copy.clear();
    // SAFETY: as above; the bounds were checked.
    copy.extend_from_slice(unsafe { std::slice::from_raw_parts(arena.ring(id).add(at + 4), length as usize) });
    Some((true, used))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;

    fn arena() -> (&'static Arena, SlotId) {
        let arena: &Arena = Box::leak(Box::new(Arena::create().unwrap()));
        let id = arena.claim(SlotId(0), "main").unwrap();
        (arena, id)
    }

    fn lines(arena: &Arena, id: SlotId) -> Vec<u32> {
        let mut lines = Vec::new();
        drain(arena, id, |met| match met {
            Met::Record(record) => lines.push(record.line),
            Met::Oddity(_) => lines.push(u32::MAX),
        });
        lines
    }

    #[test]
    fn what_is_told_is_taken_in_order_across_many_wraps() {
        let (arena, id) = arena();
        let mut teller = Teller::new(arena, id);
        let mut next = 0;
        for round in 0..200 {
            for line in 0..100 {
                let long = "x".repeat((round * 7 + line as usize * 13) % 900);
                let mut record = Record { line: next + line, value: Some(&long), ..Record::new(Kind::QueuePut) };
                teller.tell(&mut record);
            }
            assert_eq!(lines(arena, id), (next..next + 100).collect::<Vec<_>>());
            next += 100;
        }
        assert_eq!(arena.slot(id).lost.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_ring_that_nobody_reads_counts_what_it_loses() {
        let (arena, id) = arena();
        let mut teller = Teller::new(arena, id).with_patience(Duration::ZERO);
        let long = "x".repeat(4000);
        let mut told = 0;
        while teller.has_room() {
            teller.tell(&mut Record { value: Some(&long), ..Record::new(Kind::QueuePut) });
            told += 1;
        }
        teller.tell(&mut Record::new(Kind::QueuePut));
        assert_eq!(arena.slot(id).lost.load(Ordering::Relaxed), 1);
        assert_eq!(lines(arena, id).len(), told);
    }

    #[test]
    fn bytes_that_make_no_sense_are_an_oddity_and_the_ring_goes_on() {
        let (arena, id) = arena();
        let mut teller = Teller::new(arena, id);
        teller.tell(&mut Record::new(Kind::QueuePut));
        // SAFETY: the test is the only writer and reader.
        unsafe { arena.ring(id).cast::<u32>().write(0x00ff_ffff) };
        assert_eq!(lines(arena, id), [u32::MAX]);
        teller.tell(&mut Record { line: 5, ..Record::new(Kind::QueuePut) });
        assert_eq!(lines(arena, id), [5]);
    }
}
