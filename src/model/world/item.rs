//! An item on its way from one actor to another, through a queue or a pipe.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::model::name::ActorName;

/// An item on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Its repr.
    pub value: Arc<str>,
    /// Who put or sent it.
    pub from: ActorName,
    /// Bytes as it travels.
    pub bytes: Option<u64>,
    /// Number of the event that put it there: the operation's `begin`, where that was told.
    pub n: u64,
    /// Time of that event, in nanoseconds.
    pub at: u64,
}

/// Items whose put or send has begun and not ended.
///
/// What gives is told before the act and again after it; a taker may have the item before its giver has told the end.
/// So an item can be taken from here too, and its giver's end then adds nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Underway(Vec<(Item, bool)>);

impl Underway {
    /// A put or send has begun.
    pub fn begin(&mut self, item: Item) {
        self.drop_of(&item.from.clone());
        self.0.push((item, false));
    }

    /// It has ended: `Some(None)` if the item was taken meanwhile, `None` if it never began.
    pub fn end(&mut self, from: &str) -> Option<Option<Item>> {
        let place = self.0.iter().position(|(item, _)| item.from == *from)?;
        let (item, taken) = self.0.remove(place);
        Some((!taken).then_some(item))
    }

    /// Takes the first that fits, leaving a mark for its giver's end.
    pub fn take(&mut self, fits: impl Fn(&Item) -> bool) -> Option<Item> {
        let (item, taken) = self.0.iter_mut().find(|(item, taken)| !taken && fits(item))?;
        *taken = true;
        Some(item.clone())
    }

    /// Whether somebody in this process has begun to give.
    pub fn has_of(&self, process: &str) -> bool {
        self.waiting().any(|item| item.from.process() == process)
    }

    /// Whether nothing is on its way.
    pub fn is_empty(&self) -> bool {
        self.waiting().next().is_none()
    }

    /// What has begun and not been taken.
    pub fn waiting(&self) -> impl Iterator<Item = &Item> {
        self.0.iter().filter(|(_, taken)| !taken).map(|(item, _)| item)
    }

    /// Forgets what this actor had begun.
    pub fn drop_of(&mut self, from: &str) {
        self.0.retain(|(item, _)| item.from != *from);
    }
}

/// Whether so many bytes go into an empty pipe: the kernel's usual 64 KiB where nothing else was told.
pub(super) fn fits(bytes: u64, capacity: Option<u64>) -> bool {
    bytes < capacity.unwrap_or(65_536)
}

/// Takes the first item with this value: the front one, as a rule.
pub(super) fn take_value(items: &mut VecDeque<Item>, value: Option<&str>) -> Option<Item> {
    take_first(items, |item| value.is_none_or(|value| *item.value == *value))
}

/// Takes the first item that fits.
pub(super) fn take_first(items: &mut VecDeque<Item>, fits: impl Fn(&Item) -> bool) -> Option<Item> {
    let place = items.iter().position(fits)?;
    items.remove(place)
}
