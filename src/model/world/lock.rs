//! A lock or a semaphore: who holds it, who waits. The big lock of an interpreter is one too.

use super::actor::Moment;
use crate::model::name::ActorName;

/// A lock or a semaphore.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lock {
    /// How many may hold it at once.
    pub permits: u64,
    /// Who holds it, in the order of taking. A holder that has ended stays: a lock has no owner that could free it.
    pub holders: Vec<ActorName>,
    /// Who waits for it.
    pub waiters: Vec<ActorName>,
    /// How often it was taken.
    pub taken: u64,
    /// The last release, and by whom.
    pub last_release: Option<(ActorName, Moment)>,
    /// Whether it was made with nothing to take, to be waited at until somebody gives: then nobody ever holds it, and
    /// `permits` are what there is to take now.
    pub signals: bool,
    /// Whether somebody has given back what another held: it serves to hand a turn on.
    pub handed_on: bool,
    /// Whether its holder may take it again.
    pub(super) reentrant: bool,
    /// Whether it counts: then it may be released more often than it was taken, and has one permit more.
    pub(super) counts: bool,
}

impl Lock {
    /// Whether `who` could take it now.
    pub fn is_free_for(&self, who: &str) -> bool {
        (self.holders.len() as u64) < self.permits || (self.reentrant && self.holders.iter().any(|name| name == who))
    }

    /// `who` has taken it. False if by what is known it could not.
    pub(super) fn takes(&mut self, who: &ActorName) -> bool {
        let could = self.is_free_for(who);
        self.taken += 1;
        if self.signals {
            self.permits = self.permits.saturating_sub(1);
            return could;
        }
        self.holders.push(who.clone());
        could
    }

    /// It is released by `who`; returns who had held it. A lock may be released by another than its holder.
    pub(super) fn releases(&mut self, who: &ActorName, at: Moment) -> Option<ActorName> {
        self.last_release = Some((who.clone(), at));
        let own = self.holders.iter().rposition(|name| name == who);
        if self.counts && self.holders.is_empty() {
            self.permits += 1;
            return Some(who.clone());
        }
        if own.is_none() && self.holders.is_empty() {
            return None;
        }
        self.handed_on |= own.is_none();
        Some(self.holders.remove(own.unwrap_or(0)))
    }
}
