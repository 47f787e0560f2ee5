//! A queue: buffers in the processes that put, emptied by their feeders into one pipe, from which everybody gets.

use std::collections::VecDeque;

use super::item::{Item, Underway, fits, take_first, take_value};
use crate::model::name::ActorName;

/// A queue: buffers of the putting processes, then one pipe.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    /// Bound; 0 for none.
    pub maxsize: u64,
    /// Bytes that its pipe holds by the kernel's word, where told.
    pub capacity: Option<u64>,
    /// Put, and not yet written into the pipe by the feeder, in order.
    pub buffered: VecDeque<Item>,
    /// Written, and not yet got, in order.
    pub piped: VecDeque<Item>,
    /// How many were put.
    pub put: u64,
    /// How many were got.
    pub got: u64,
    /// How many were still in the buffer of a process when it ended: nobody will ever get those.
    pub lost: u64,
    /// The last item got, and by whom.
    pub last_got: Option<(Item, ActorName)>,
    /// Who waits to get.
    pub getters: Vec<ActorName>,
    /// Who waits for room.
    pub putters: Vec<ActorName>,
    /// Who has ever put.
    pub givers: Vec<ActorName>,
    /// Who has ever got, or tried to.
    pub takers: Vec<ActorName>,
    /// Who ended while it waited for an item: on a queue read by turns, nobody gets the turn any more.
    pub turn_died_with: Option<ActorName>,
    /// Numbers of the items in a buffer that a feeder is writing.
    pub(super) writing: Vec<u64>,
    /// Whose items were got while their feeder was still writing them.
    pub(super) written: Vec<ActorName>,
    /// How many have been dealt with, by the word of `task_done()`.
    pub done: u64,
    /// No feeder: what is put is in the pipe at once.
    pub(super) direct: bool,
    /// No pipe either: a list of one process.
    pub(super) of_threads: bool,
    pub(super) underway: Underway,
}

impl Queue {
    /// How many are in it, buffers and pipe together.
    pub fn len(&self) -> usize {
        self.buffered.len() + self.piped.len()
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a bound is reached.
    pub fn is_full(&self) -> bool {
        self.maxsize > 0 && self.put.saturating_sub(self.got) >= self.maxsize
    }

    /// Whether one more can be put, as far as is known: under its bound, or, without feeders, into its empty pipe.
    pub fn takes_more(&self) -> bool {
        if self.direct && !self.of_threads { self.piped.is_empty() } else { !self.is_full() }
    }

    /// Whether what is put waits in a buffer of its process, until the feeder writes it into the pipe.
    pub fn has_buffer(&self) -> bool {
        !self.direct
    }

    /// Whether it is a list in the memory of one process, without a pipe.
    pub fn is_of_threads(&self) -> bool {
        self.of_threads
    }

    /// How many that were put have not been dealt with, by the word of `task_done()`.
    pub fn unfinished(&self) -> u64 {
        self.put.saturating_sub(self.done)
    }

    /// Whether the feeder of `process` has something to write, or is about to be given it.
    pub(crate) fn has_to_feed(&self, process: &str) -> bool {
        !self.direct
            && (self.buffered.iter().any(|item| item.from.process() == process) || self.underway.has_of(process))
    }

    /// Whether what the feeder of `process` is writing would go into an empty pipe, and the pipe is empty.
    pub(crate) fn has_room_for(&self, process: &str) -> bool {
        let own = |item: &&Item| item.from.process() == process && self.writing.contains(&item.n);
        let bytes = self.buffered.iter().find(own).and_then(|item| item.bytes).unwrap_or(0);
        self.piped.is_empty() && fits(bytes, self.capacity)
    }

    /// A forked child begins with it, and has done nothing with it yet.
    pub(super) fn is_copied(&mut self) {
        [&mut self.getters, &mut self.putters, &mut self.givers, &mut self.takers].into_iter().for_each(Vec::clear);
        (self.underway, self.put, self.got, self.done) = (Underway::default(), self.len() as u64, 0, 0);
    }

    pub(super) fn put_ends(&mut self, from: &ActorName, otherwise: impl FnOnce() -> Item) {
        match self.underway.end(from) {
            Some(None) => {}
            Some(Some(item)) => self.arrives(item),
            None => self.arrives(otherwise()),
        }
    }

    fn arrives(&mut self, item: Item) {
        self.put += 1;
        if self.direct { self.piped.push_back(item) } else { self.buffered.push_back(item) }
    }

    /// The feeder of `process` begins to write an item, and may have to wait for room. Its size is known now at the latest:
    /// CPython serialises here.
    pub(super) fn feeding(&mut self, process: &str, value: Option<&str>, bytes: Option<u64>) {
        let exact = |item: &Item| item.from.process() == process && value.is_none_or(|value| *item.value == *value);
        if let Some(item) = self.buffered.iter_mut().find(|item| exact(item)) {
            item.bytes = item.bytes.or(bytes);
            self.writing.push(item.n);
        } else if let Some(mut item) = self.underway.take(exact) {
            self.put += 1;
            item.bytes = item.bytes.or(bytes);
            self.writing.push(item.n);
            self.buffered.push_back(item);
        }
    }

    /// The feeder of `process` could not serialise an item: it is in no buffer any more, and will be in no pipe.
    pub(super) fn gives_up(&mut self, process: &str, value: Option<&str>) {
        let exact = |item: &Item| item.from.process() == process && value.is_none_or(|value| *item.value == *value);
        let item = take_first(&mut self.buffered, exact).or_else(|| self.underway.take(exact));
        self.got += u64::from(item.is_some());
    }

    /// The feeder of `process` has written an item. False if it had none to write.
    pub(super) fn fed(&mut self, process: &str, value: Option<&str>, otherwise: impl FnOnce() -> Item) -> bool {
        let own = |item: &Item| item.from.process() == process;
        let exact = |item: &Item| own(item) && value.is_none_or(|value| *item.value == *value);
        let from_buffer = take_first(&mut self.buffered, exact);
        let from_putter = || {
            let item = self.underway.take(exact);
            self.put += u64::from(item.is_some());
            item
        };
        let item = from_buffer.or_else(from_putter).or_else(|| take_first(&mut self.buffered, own));
        let known = item.is_some();
        self.put += u64::from(!known);
        self.piped.push_back(item.unwrap_or_else(otherwise));
        known
    }

    /// The feeder of `process` is done with an item whose writing it had told before: somebody may have it already.
    pub(super) fn fed_at_last(&mut self, process: &str) -> bool {
        let of_process = |item: &Item| item.from.process() == process && self.writing.contains(&item.n);
        if let Some(item) = take_first(&mut self.buffered, of_process) {
            self.writing.retain(|n| *n != item.n);
            self.piped.push_back(item);
            return true;
        }
        self.written.iter().position(|from| from.process() == process).map(|place| self.written.remove(place)).is_some()
    }

    /// An item is got. False if no such item was known to be there.
    pub(super) fn taken(&mut self, value: Option<&str>, by: &ActorName) -> bool {
        self.got += 1;
        let exact = |item: &Item| value.is_none_or(|value| *item.value == *value);
        let item = take_value(&mut self.piped, value)
            .or_else(|| take_first(&mut self.buffered, |item| exact(item) && self.writing.contains(&item.n)))
            .or_else(|| take_first(&mut self.buffered, exact))
            .or_else(|| {
                let item = self.underway.take(exact);
                self.put += u64::from(item.is_some());
                item
            });
        if let Some(item) = &item
            && let Some(place) = self.writing.iter().position(|n| *n == item.n)
        {
            self.writing.remove(place);
            self.written.push(item.from.clone());
        }
        let known = item.is_some();
        self.last_got = item.map(|item| (item, by.clone()));
        known
    }

    /// An actor that waited to get has ended. Who waits for an item has the turn to read; it goes with it.
    pub(super) fn taker_ends(&mut self, who: &ActorName, waited_for: &str) {
        if waited_for == "item" && self.getters.contains(who) {
            self.turn_died_with = Some(who.clone());
        }
    }

    /// A process has ended: what its feeder had not written is lost.
    pub(super) fn process_ends(&mut self, process: &str) {
        let before = self.buffered.len();
        if !self.direct {
            self.buffered.retain(|item| item.from.process() != process);
        }
        self.lost += (before - self.buffered.len()) as u64;
    }
}
