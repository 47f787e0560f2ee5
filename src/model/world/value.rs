//! A value on shared memory, and what each actor last read of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::name::ActorName;

/// A value on shared memory.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Value {
    /// What it is now.
    pub now: Arc<str>,
    /// What each actor last read of it and has not written since: the stale copies.
    pub read_by: BTreeMap<ActorName, Arc<str>>,
    /// Who wrote last.
    pub writer: Option<ActorName>,
    /// Writes so far.
    pub writes: u64,
    /// Writes that were made from a read older than somebody else's write: that write is lost.
    pub overwritten: u64,
    /// How many writes each actor's read has seen.
    seen: BTreeMap<ActorName, u64>,
}

impl Value {
    /// Whether the actor holds a copy that somebody has written over since.
    pub fn is_stale(&self, who: &str) -> bool {
        self.seen.get(who).is_some_and(|seen| *seen < self.writes)
    }

    pub(super) fn is_read(&mut self, who: &ActorName, value: Arc<str>) {
        self.seen.insert(who.clone(), self.writes);
        self.read_by.insert(who.clone(), value);
    }

    pub(super) fn is_written(&mut self, who: Option<&ActorName>, value: Arc<str>) {
        self.overwritten += u64::from(who.is_some_and(|who| self.is_stale(who)));
        self.writes += 1;
        self.now = value;
        self.writer = who.cloned();
        if let Some(who) = who {
            self.forget(who);
        }
    }

    fn forget(&mut self, who: &str) {
        self.seen.remove(who);
        self.read_by.remove(who);
    }

    /// A process has ended, or one of its threads: what was in its memory is no more.
    pub(super) fn ends(&mut self, gone: impl Fn(&ActorName) -> bool) {
        self.seen.retain(|name, _| !gone(name));
        self.read_by.retain(|name, _| !gone(name));
    }
}
