//! A queue: buffers in the processes that put, emptied by their feeders into one pipe, from which everybody gets.

use std::collections::VecDeque;

use super::item::{Item, Underway, take_value};
use crate::model::name::ActorName;

/// A queue: buffers of the putting processes, then one pipe.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    /// Bound; 0 for none.
    pub maxsize: u64,
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
    /// No feeder: what is put is in the pipe at once.
    pub(super) direct: bool,
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

    /// The feeder of `process` has written an item. False if it had none to write.
    pub(super) fn fed(&mut self, process: &str, value: Option<&str>, otherwise: impl FnOnce() -> Item) -> bool {
        let own = |item: &Item| item.from.process() == process;
        let exact = |item: &Item| own(item) && value.is_none_or(|value| *item.value == *value);
        let place = self.buffered.iter().position(exact);
        if let Some(item) = place.and_then(|place| self.buffered.remove(place)) {
            self.piped.push_back(item);
        } else if let Some(item) = self.underway.take(exact) {
            self.put += 1;
            self.piped.push_back(item);
        } else if let Some(item) = self.buffered.iter().position(own).and_then(|place| self.buffered.remove(place)) {
            self.piped.push_back(item);
        } else {
            self.put += 1;
            self.piped.push_back(otherwise());
            return false;
        }
        true
    }

    /// An item is got. False if no such item was known to be there.
    pub(super) fn taken(&mut self, value: Option<&str>, by: &ActorName) -> bool {
        self.got += 1;
        let item = take_value(&mut self.piped, value).or_else(|| take_value(&mut self.buffered, value)).or_else(|| {
            let item = self.underway.take(|item| value.is_none_or(|value| *item.value == *value));
            self.put += u64::from(item.is_some());
            item
        });
        let known = item.is_some();
        self.last_got = item.map(|item| (item, by.clone()));
        known
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
