//! Reading: which of the pieces that writers told are the bytes that came out of a pipe.
//!
//! Each writer's pieces come in the order in which it told them, but whose comes next is not to be seen: `1` of the one
//! and `10` of the other begin alike. So every way to read the bytes is kept for as long as it may be the right one.
//! Where none is left, somebody has written what nobody told, or told what has gone elsewhere.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Most ways that are kept. They become many only where all write the same, and then any of them will do.
const WAYS: usize = 64;
/// Of all that may be next so many are looked at, and of those that have the same to come so many told apart: hundreds of
/// processes may end with the same words.
const NEXT: usize = 16;
const ALIKE: usize = 4;
/// Most pieces and bytes of one stream that may have been told and not come: many more than a pipe holds. What a shell has
/// led elsewhere never comes.
const AWAITED: usize = 1 << 16;
const AWAITED_BYTES: usize = 1 << 22;
/// A piece of so many bytes is known wherever it stands, even if others were to come before it.
const TELLING: usize = 4;
/// So many bytes of a large piece are known to be its beginning: the kernel lets another writer in between.
const LARGE: usize = 256;
/// How many marks later what was told and has not come has gone elsewhere.
const OLD: u64 = 64;

/// The bytes of one stream that have come, beside what its writers told.
#[derive(Default)]
pub(super) struct Reading {
    heard: Vec<u8>,
    /// Where each read of them ends, and when it was.
    came: VecDeque<(usize, u64)>,
    /// How many of them came before the last mark.
    ripe: usize,
    marks: u64,
    told: Told,
    /// Where each way to read them stands; none is as good as one that is at the beginning.
    ways: BTreeSet<Way>,
}

/// What each writer told and what has not come for certain, in its order.
#[derive(Default)]
struct Told {
    by_writer: BTreeMap<u32, VecDeque<Piece>>,
    pieces: usize,
    bytes: usize,
}

struct Piece {
    bytes: Vec<u8>,
    /// When it was told.
    t: u64,
    mark: u64,
}

/// Bytes that nobody told, and when they had come: before what was told and came behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Untold {
    pub t: u64,
    pub bytes: Vec<u8>,
}

/// A way to read what has come: how far it is, and how many pieces that takes of each writer, those in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    at: usize,
    taken: Vec<(u32, usize)>,
}

impl Reading {
    /// These bytes came at this time.
    pub fn hear(&mut self, t: u64, bytes: &[u8]) {
        self.heard.extend_from_slice(bytes);
        if !bytes.is_empty() {
            self.came.push_back((self.heard.len(), t));
        }
    }

    /// A writer told at this time that it writes this.
    pub fn tell(&mut self, t: u64, writer: u32, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.told.push(writer, Piece { bytes: bytes.to_vec(), t, mark: self.marks });
        }
        while self.told.is_too_much() {
            let writer = self.told.drop_one();
            self.ways = self.ways.iter().map(|way| way.without(&BTreeMap::from([(writer, 1)]), 0)).collect();
        }
    }

    /// All that has come by now was told before it was written, if it was told at all.
    pub fn mark(&mut self) {
        self.marks += 1;
        self.ripe = self.heard.len();
    }

    /// What nobody told of what has come before the mark, or of all. The beginning of a character or of a piece that
    /// was told stays: the rest is on its way.
    pub fn untold(&mut self, everything: bool) -> Vec<Untold> {
        let mut untold = Vec::new();
        let end = if everything { self.heard.len() } else { self.ripe.min(self.heard.len()) };
        if self.heard.is_empty() {
            return untold;
        }
        loop {
            let (open, stuck) = self.read_on(end, everything);
            let Some(furthest) = stuck.into_iter().next_back().filter(|_| open.is_empty()) else {
                self.ways = open;
                break;
            };
            let (way, until) = self.leave_out(furthest.clone(), end, everything);
            let moved = way != furthest;
            untold.extend(self.dated(furthest.at, until, &way));
            self.ways = BTreeSet::from([way]);
            if !moved {
                break;
            }
        }
        self.forget_what_is_certain();
        untold
    }

    /// Reads up to the mark in every way: those that have arrived there, and those that cannot. What has come since may
    /// have been told by somebody who was not heard yet.
    fn read_on(&mut self, end: usize, everything: bool) -> (BTreeSet<Way>, BTreeSet<Way>) {
        let mut open = std::mem::take(&mut self.ways);
        if open.is_empty() {
            open.insert(Way::default());
        }
        let (mut arrived, mut stuck) = (BTreeSet::new(), BTreeSet::new());
        // The one that is least far is always the next: so two that come to the same become one.
        while let Some(way) = open.pop_first() {
            if way.at >= end {
                arrived.insert(way);
                continue;
            }
            let rest = &self.heard[way.at..];
            let next = self.told.next_apart(&way, rest);
            open.extend(next.iter().map(|(writer, length)| way.with(*writer, *length)));
            let is_longer = |piece: &Piece| rest.len() < piece.bytes.len() && piece.bytes.starts_with(rest);
            if !everything && self.told.next(&way).any(|(_, piece)| is_longer(piece)) {
                arrived.insert(way);
            } else if next.is_empty() {
                stuck.insert(way);
            }
            while open.len() > WAYS {
                open.pop_last();
            }
        }
        (arrived, stuck)
    }

    /// The bytes between two places, read by read.
    fn dated(&self, from: usize, until: usize, way: &Way) -> Vec<Untold> {
        let rest = &self.heard[until..];
        let begins = self.told.next(way).filter(|(_, piece)| way.at == until && rest.starts_with(&piece.bytes));
        let latest = begins.map(|(_, piece)| piece.t).min().unwrap_or(u64::MAX);
        let (mut at, mut dated) = (from, Vec::new());
        for &(read, t) in self.came.iter().filter(|(read, _)| *read > from) {
            let bytes = &self.heard[at..read.clamp(at, until)];
            let length = if read < until { whole(bytes) } else { bytes.len() };
            if length > 0 {
                dated.push(Untold { t: t.min(latest), bytes: bytes[..length].to_vec() });
            }
            at += length;
        }
        dated
    }

    /// A way that cannot go on where it stands: behind what somebody wrote who told nothing, up to where something told
    /// begins, and where that is.
    fn leave_out(&mut self, way: Way, end: usize, everything: bool) -> (Way, usize) {
        let from = way.at;
        for at in from..end {
            let at_a_line = at == from || self.heard[at - 1] == b'\n';
            let here = Way { at, ..way.clone() };
            if let Some(way) = self.resume(here, at_a_line) {
                return (way, at);
            }
        }
        let end = if everything { end } else { from + self.sure(&way, end) };
        (Way { at: end, ..way }, end)
    }

    /// The way from here on, if something that was told begins here.
    fn resume(&mut self, way: Way, at_a_line: bool) -> Option<Way> {
        let rest = &self.heard[way.at..];
        if self.told.next(&way).any(|(_, piece)| rest.starts_with(&piece.bytes)) {
            return Some(way);
        }
        if !at_a_line {
            return None;
        }
        let broken = self.told.next(&way).map(|(writer, piece)| (writer, common(rest, &piece.bytes)));
        if let Some((writer, length)) = broken.filter(|(_, length)| *length >= LARGE).max_by_key(|(_, length)| *length)
        {
            self.told.cut(&way, writer, length);
            return Some(way);
        }
        let (writer, skipped) = self.told.later(&way, rest, self.marks)?;
        let mut way = way;
        way.take(writer, skipped);
        Some(way)
    }

    /// How many bytes that a way leaves out are whole characters, and not the beginning of a piece.
    fn sure(&self, way: &Way, end: usize) -> usize {
        let rest = &self.heard[way.at..];
        let begins = |(_, piece): (u32, &Piece)| {
            let longest = rest.len().min(piece.bytes.len().saturating_sub(1));
            (1..=longest).rev().find(|&length| rest.ends_with(&piece.bytes[..length])).unwrap_or(0)
        };
        let begun = self.told.next(way).map(begins).max().unwrap_or(0);
        whole(&rest[..(end - way.at).min(rest.len() - begun)])
    }

    /// What all ways have in common needs not be kept.
    fn forget_what_is_certain(&mut self) {
        let Some(read) = self.ways.iter().map(|way| way.at).min() else { return };
        let taken = |writer: &u32| self.ways.iter().map(|way| way.of(writer)).min();
        let taken: BTreeMap<u32, usize> =
            self.told.by_writer.keys().filter_map(|writer| Some((*writer, taken(writer)?))).collect();
        self.told.forget(&taken);
        self.heard.drain(..read);
        self.came = self.came.iter().filter(|(end, _)| *end > read).map(|(end, t)| (end - read, *t)).collect();
        self.ripe = self.ripe.saturating_sub(read);
        self.ways = self.ways.iter().map(|way| way.without(&taken, read)).collect();
    }
}

impl Told {
    fn push(&mut self, writer: u32, piece: Piece) {
        self.pieces += 1;
        self.bytes += piece.bytes.len();
        self.by_writer.entry(writer).or_default().push_back(piece);
    }

    fn is_too_much(&self) -> bool {
        self.pieces > AWAITED || self.bytes > AWAITED_BYTES
    }

    /// The oldest piece of the writer who has most is given up; who that is.
    fn drop_one(&mut self) -> u32 {
        let most = self.by_writer.iter().max_by_key(|(_, pieces)| pieces.len());
        let writer = most.map_or(0, |(writer, _)| *writer);
        self.forget(&BTreeMap::from([(writer, 1)]));
        writer
    }

    fn forget(&mut self, counts: &BTreeMap<u32, usize>) {
        for (writer, count) in counts {
            let Some(pieces) = self.by_writer.get_mut(writer) else { continue };
            for piece in pieces.drain(..(*count).min(pieces.len())) {
                self.pieces -= 1;
                self.bytes -= piece.bytes.len();
            }
        }
        self.by_writer.retain(|_, pieces| !pieces.is_empty());
    }

    /// The next piece of each writer, on a way.
    fn next<'a>(&'a self, way: &'a Way) -> impl Iterator<Item = (u32, &'a Piece)> {
        self.by_writer.iter().filter_map(|(writer, pieces)| Some((*writer, pieces.get(way.of(writer))?)))
    }

    /// The writers whose next piece begins here, and its length: of those that have just the same to come only some.
    fn next_apart(&self, way: &Way, rest: &[u8]) -> Vec<(u32, usize)> {
        let mut found: Vec<(u32, usize)> = Vec::new();
        for (writer, piece) in self.next(way).filter(|(_, piece)| rest.starts_with(&piece.bytes)).take(NEXT) {
            let is_alike = |other: &&(u32, usize)| self.to_come(way, other.0).eq(self.to_come(way, writer));
            if found.iter().filter(is_alike).count() < ALIKE {
                found.push((writer, piece.bytes.len()));
            }
        }
        found
    }

    /// What a writer told and has not written yet, on a way.
    fn to_come<'a>(&'a self, way: &Way, writer: u32) -> impl Iterator<Item = &'a [u8]> {
        let pieces = self.by_writer.get(&writer).into_iter().flatten();
        pieces.skip(way.of(&writer)).map(|piece| &*piece.bytes)
    }

    /// The writer whose later piece begins here, and how many it would have told that have gone elsewhere.
    fn later(&self, way: &Way, rest: &[u8], mark: u64) -> Option<(u32, usize)> {
        let found = self.by_writer.iter().filter_map(|(writer, pieces)| {
            let mut ahead = pieces.iter().skip(way.of(writer)).take(OLD as usize).enumerate().skip(1);
            let is_it = |(count, piece): &(usize, &Piece)| {
                let skipped = pieces.iter().skip(way.of(writer)).take(*count);
                let all_old = || skipped.clone().all(|piece| piece.mark + OLD < mark);
                rest.starts_with(&piece.bytes) && (piece.bytes.len() >= TELLING || all_old())
            };
            ahead.find(is_it).map(|(count, _)| (*writer, count))
        });
        found.min_by_key(|(_, count)| *count)
    }

    /// The next piece of a writer becomes two.
    fn cut(&mut self, way: &Way, writer: u32, at: usize) {
        let place = way.of(&writer);
        let Some(pieces) = self.by_writer.get_mut(&writer) else { return };
        let Some(piece) = pieces.get_mut(place) else { return };
        let rest = Piece { bytes: piece.bytes.split_off(at), t: piece.t, mark: piece.mark };
        pieces.insert(place + 1, rest);
        self.pieces += 1;
    }
}

impl Way {
    fn of(&self, writer: &u32) -> usize {
        self.place(*writer).map_or(0, |place| self.taken[place].1)
    }

    /// Where a writer stands among those of which something is taken, or would.
    fn place(&self, writer: u32) -> Result<usize, usize> {
        self.taken.binary_search_by_key(&writer, |(writer, _)| *writer)
    }

    fn take(&mut self, writer: u32, count: usize) {
        match self.place(writer) {
            Ok(place) => self.taken[place].1 += count,
            Err(place) => self.taken.insert(place, (writer, count)),
        }
    }

    fn with(&self, writer: u32, length: usize) -> Way {
        let mut way = Way { at: self.at + length, taken: self.taken.clone() };
        way.take(writer, 1);
        way
    }

    fn without(&self, taken: &BTreeMap<u32, usize>, read: usize) -> Way {
        let left = |(writer, count): &(u32, usize)| {
            let left = count.saturating_sub(taken.get(writer).copied().unwrap_or(0));
            (left > 0).then_some((*writer, left))
        };
        Way { at: self.at - read, taken: self.taken.iter().filter_map(left).collect() }
    }
}

fn common(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

/// How many bytes stand before the beginning of a character that has not come to its end.
pub(super) fn whole(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        _ => bytes.len(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn settled(reading: &mut Reading) -> Vec<u8> {
        reading.mark();
        joined(&reading.untold(false))
    }

    fn joined(untold: &[Untold]) -> Vec<u8> {
        untold.iter().flat_map(|untold| untold.bytes.clone()).collect()
    }

    #[test]
    fn what_nobody_told_has_come_before_what_was_told_and_comes_behind_it() {
        let mut reading = Reading::default();
        reading.tell(20, 1, b"told at twenty\n");
        reading.hear(15, b"at fifteen\n");
        reading.hear(30, b"before it\ntold at twenty\nsince\n");
        reading.mark();
        let untold = reading.untold(false);
        let untold: Vec<(u64, &[u8])> = untold.iter().map(|untold| (untold.t, &*untold.bytes)).collect();
        assert_eq!(untold, [(15, &b"at fifteen\n"[..]), (20, b"before it\n"), (30, b"since\n")]);
        reading.hear(40, b"later\n");
        reading.mark();
        assert_eq!(reading.untold(false), [Untold { t: 40, bytes: b"later\n".to_vec() }]);
    }

    #[test]
    fn what_was_told_is_not_told_again_whichever_comes_first() {
        let mut reading = Reading::default();
        reading.tell(0, 1, b"one\n");
        reading.hear(0, b"two\none\nthree\n");
        reading.tell(0, 1, b"three\n");
        assert_eq!(settled(&mut reading), b"two\n");
        assert_eq!((reading.told.pieces, reading.heard.len()), (0, 0));
    }

    #[test]
    fn what_nobody_told_is_given_in_whole_characters_and_never_a_piece_that_was_told() {
        let mut reading = Reading::default();
        reading.tell(0, 1, b"told\n");
        reading.hear(0, "untold 好".as_bytes().split_last().unwrap().1);
        assert_eq!(settled(&mut reading), b"untold ");
        reading.hear(0, b"\xbd\nto");
        assert_eq!(settled(&mut reading), "好\n".as_bytes());
        reading.hear(0, b"ld\n, and more");
        assert_eq!(joined(&reading.untold(false)), b"", "it came after the mark");
        assert_eq!(joined(&reading.untold(true)), b", and more");
    }

    #[test]
    fn a_short_piece_is_not_taken_out_of_the_middle_of_another() {
        let mut reading = Reading::default();
        reading.tell(0, 1, b" ");
        reading.tell(0, 2, b"main again");
        reading.tell(0, 2, b" ");
        reading.hear(0, b"main again");
        assert_eq!(settled(&mut reading), b"");
        reading.hear(0, b"  ");
        assert_eq!(settled(&mut reading), b"");
        assert_eq!(reading.told.pieces, 0);
    }

    #[test]
    fn who_has_written_what_two_have_told_is_left_open() {
        let mut reading = Reading::default();
        for (writer, second) in [(1, b"1"), (2, b"2")] {
            reading.tell(0, writer, b"x");
            reading.tell(0, writer, second);
        }
        for bytes in [b"x", b"2", b"x", b"1"] {
            reading.hear(0, bytes);
            assert_eq!(settled(&mut reading), b"");
        }
        assert_eq!(reading.told.pieces, 0);
    }

    #[test]
    fn hundreds_that_say_the_same_are_read_in_no_time() {
        let mut reading = Reading::default();
        for writer in 0..300 {
            reading.tell(0, writer, b"no more processes\n");
        }
        for _ in 0..3 {
            reading.hear(0, &b"no more processes\n".repeat(100));
            assert_eq!(settled(&mut reading), b"");
        }
        assert_eq!(reading.told.pieces, 0);
    }

    #[test]
    fn what_has_come_since_the_mark_may_be_somebodys_who_was_not_heard_yet() {
        let mut reading = Reading::default();
        reading.tell(0, 1, b"a");
        reading.tell(0, 1, b" ");
        reading.hear(0, b"a");
        reading.mark();
        reading.hear(0, b" ");
        assert_eq!(joined(&reading.untold(false)), b"");
        reading.tell(0, 2, b" ");
        reading.tell(0, 2, b"b");
        reading.hear(0, b"b ");
        assert_eq!(settled(&mut reading), b"");
        assert_eq!(reading.told.pieces, 0);
    }

    #[test]
    fn what_was_told_and_led_elsewhere_does_not_keep_the_rest_from_being_known() {
        let mut reading = Reading::default();
        for bytes in ["into a file\n", "back here\n"] {
            reading.tell(0, 1, bytes.as_bytes());
        }
        reading.hear(0, b"back here\n");
        assert_eq!(settled(&mut reading), b"");
    }

    #[test]
    fn a_large_piece_may_be_broken_by_another() {
        let (large, mut reading) = (vec![b'a'; 4000], Reading::default());
        reading.tell(0, 1, &large);
        reading.tell(0, 2, b"b\n");
        for bytes in [&large[..1000], b"b\n", &large[1000..]] {
            reading.hear(0, bytes);
            assert_eq!(settled(&mut reading), b"");
        }
        assert_eq!(reading.told.pieces, 0);
    }

    /// Writers that each tell a piece and write it some time later, and how much of what came is looked at in between.
    fn runs() -> impl Strategy<Value = (Vec<Vec<String>>, Vec<(usize, bool)>)> {
        let pieces = prop::collection::vec(prop::sample::select(vec!["1", "10", "0", " ", "\n", "1 0"]), 0..12);
        let pieces = pieces.prop_map(|pieces| pieces.into_iter().map(str::to_string).collect());
        (prop::collection::vec(pieces, 1..4), prop::collection::vec((0..3_usize, any::<bool>()), 0..80))
    }

    proptest! {
        #[test]
        fn nothing_that_was_told_is_ever_told_again((writers, turns) in runs()) {
            let mut reading = Reading::default();
            let mut places = vec![(0, 0); writers.len()];
            let rest = (0..writers.len()).flat_map(|writer| vec![(writer, true); 24]);
            for (writer, looks) in turns.into_iter().chain(rest) {
                let Some((told, written)) = places.get_mut(writer) else { continue };
                let pieces = &writers[writer];
                if told == written && *told < pieces.len() {
                    reading.tell(0, writer as u32, pieces[*told].as_bytes());
                    *told += 1;
                } else if written < told {
                    reading.hear(0, pieces[*written].as_bytes());
                    *written += 1;
                }
                if looks {
                    reading.mark();
                    prop_assert_eq!(joined(&reading.untold(false)), b"".to_vec());
                }
            }
            prop_assert_eq!(joined(&reading.untold(true)), b"".to_vec());
        }
    }
}
