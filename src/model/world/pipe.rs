//! A pipe between two ends: what is sent at one is received at the other.

use std::collections::VecDeque;
use std::sync::Arc;

use super::item::{Item, Underway, fits, take_value};
use crate::model::name::ActorName;

/// A pipe between two ends.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pipe {
    /// The two ends; what is sent at one is received at the other.
    pub ends: [End; 2],
    /// `pipe` or `socketpair`.
    pub via: Arc<str>,
    /// Bytes it holds by the kernel's word; `None` for a socket pair.
    pub capacity: Option<u64>,
    /// Bytes go through it, not messages, and a program that is seen only from outside may be at its other end: what is in
    /// it is not known.
    pub is_stream: bool,
    /// A connection's ends are opened one by one, by whoever connects and whoever accepts.
    pub is_connection: bool,
}

/// One end of a pipe.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct End {
    /// Its name.
    pub name: Arc<str>,
    /// Messages sent to this end and not yet received here.
    pub inbox: VecDeque<Item>,
    /// Processes (by their main actors) that have a copy of it open.
    pub open_in: Vec<ActorName>,
    /// Whether anybody has had it open so far.
    pub was_open: bool,
    /// A program has it that is not watched: what is sent to it is not known to arrive, and more may come from it.
    pub is_outside: bool,
    /// How many were received here.
    pub received: u64,
    /// The last message received here, and by whom.
    pub last_received: Option<(Item, ActorName)>,
    /// Bytes waiting, when last told by an owner.
    pub fill: Option<u64>,
    /// Who waits to receive here.
    pub readers: Vec<ActorName>,
    /// Who waits for room to send from here.
    pub writers: Vec<ActorName>,
    pub(super) underway: Underway,
}

impl Pipe {
    /// Place (0 or 1) of the end with this name.
    pub fn place_of(&self, name: &str) -> Option<usize> {
        self.ends.iter().position(|end| *end.name == *name)
    }

    /// The end with this name.
    pub fn end(&self, name: &str) -> Option<&End> {
        self.place_of(name).map(|place| &self.ends[place])
    }

    /// The end opposite to the one with this name.
    pub fn opposite(&self, name: &str) -> Option<&End> {
        self.place_of(name).map(|place| &self.ends[1 - place])
    }

    /// Whether the end opposite to the one with this name has been given up: nothing comes from there, and nobody reads.
    pub fn is_given_up(&self, name: &str) -> bool {
        self.opposite(name).is_some_and(|end| end.open_in.is_empty() && !end.is_outside && !self.is_awaited(end))
    }

    /// Whether an end is still to be accepted.
    pub fn is_awaited(&self, end: &End) -> bool {
        self.is_connection && !end.was_open && !end.is_outside
    }

    /// Place of a name met in an event: a name not seen before is given to the first end that has none.
    pub(super) fn place_or_name(&mut self, name: Option<&str>, otherwise: usize) -> Option<usize> {
        let Some(name) = name else { return Some(otherwise) };
        if let Some(place) = self.place_of(name) {
            return Some(place);
        }
        let free = self.ends.iter().position(|end| end.name.is_empty())?;
        self.ends[free].name = name.into();
        Some(free)
    }
}

impl End {
    /// Whether a message is here, or on its way.
    pub fn has_message(&self) -> bool {
        !self.inbox.is_empty() || !self.underway.is_empty()
    }

    /// Whether it is empty, and what is being sent to it would go in.
    pub(crate) fn has_room(&self, capacity: Option<u64>) -> bool {
        let bytes = self.underway.waiting().filter_map(|item| item.bytes).max().unwrap_or(0);
        self.inbox.is_empty() && fits(bytes, capacity)
    }

    pub(super) fn opens(&mut self, process: &str) {
        self.was_open = true;
        self.is_outside = false;
        if !self.open_in.iter().any(|name| name == process) {
            self.open_in.push(process.into());
        }
    }

    pub(super) fn closes(&mut self, process: &str) {
        self.open_in.retain(|name| name != process);
    }

    /// A send to this end is over.
    pub(super) fn arrives(&mut self, from: &ActorName, otherwise: impl FnOnce() -> Item) {
        match self.underway.end(from) {
            Some(None) => {}
            Some(Some(item)) => self.inbox.push_back(item),
            None => self.inbox.push_back(otherwise()),
        }
    }

    /// A message is received here. False if none was known to be on its way.
    pub(super) fn takes(&mut self, value: Option<&str>, by: &ActorName) -> bool {
        self.received += 1;
        let item = take_value(&mut self.inbox, value)
            .or_else(|| self.underway.take(|item| value.is_none_or(|value| *item.value == *value)));
        let known = item.is_some();
        self.last_received = item.map(|item| (item, by.clone()));
        known
    }
}
