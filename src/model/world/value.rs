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
    /// The last of those.
    pub lost_by: Option<LostUpdate>,
    /// How many writes each actor's read has seen.
    seen: BTreeMap<ActorName, u64>,
}

/// A write from a read that was no longer true.
#[derive(Clone, Debug, PartialEq)]
pub struct LostUpdate {
    /// Number of the event that wrote.
    pub n: u64,
    /// Who wrote.
    pub writer: ActorName,
    /// What it had read.
    pub read: Arc<str>,
    /// Whose write is lost.
    pub other: ActorName,
    /// What that had written.
    pub was: Arc<str>,
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

    pub(super) fn is_written(&mut self, who: &ActorName, value: Arc<str>, n: u64) {
        if let Some(lost) = self.loses(who, n) {
            self.overwritten += 1;
            self.lost_by = Some(lost);
        }
        self.writes += 1;
        self.now = value;
        self.writer = Some(who.clone());
        self.forget(who);
    }

    /// The update that is lost if `who` writes now.
    fn loses(&self, who: &ActorName, n: u64) -> Option<LostUpdate> {
        let read = self.read_by.get(who).filter(|_| self.is_stale(who))?;
        let other = self.writer.clone()?;
        Some(LostUpdate { n, writer: who.clone(), read: Arc::clone(read), other, was: Arc::clone(&self.now) })
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
