//! Where actors meet without handing anything over: an event, a condition, a barrier.

use crate::model::name::ActorName;

/// An event, a condition or a barrier.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Meeting {
    /// Whether an event is set.
    pub set: bool,
    /// Whether a barrier is broken.
    pub broken: bool,
    /// How many a barrier waits for; 0 for what is none.
    pub parties: u64,
    /// Who has come to a barrier in this round, in order.
    pub here: Vec<ActorName>,
    /// Who waits, in the order of asking.
    pub waiters: Vec<ActorName>,
    /// Who waits no longer in vain: woken by a `set`, a `notify`, the last to come.
    woken: Vec<ActorName>,
}

impl Meeting {
    /// Whether `who`, that waits, is about to go on.
    pub fn is_woken(&self, who: &str) -> bool {
        self.set || self.broken || self.woken.iter().any(|name| name == who)
    }

    /// Who has been woken and has not gone on yet.
    pub fn woken(&self) -> &[ActorName] {
        &self.woken
    }

    pub(super) fn arrives(&mut self, who: &ActorName) {
        if self.parties == 0 || self.broken {
            return;
        }
        self.here.push(who.clone());
        if self.here.len() as u64 >= self.parties {
            self.woken.append(&mut self.here);
        }
    }

    /// So many of those who wait are woken, whoever has waited longest first.
    pub(super) fn wakes(&mut self, most: usize) {
        let asleep: Vec<ActorName> = self.waiters.iter().filter(|who| !self.woken.contains(who)).cloned().collect();
        self.woken.extend(asleep.into_iter().take(most));
    }

    /// A forked child begins with it: nobody waits.
    pub(super) fn is_copied(&mut self) {
        [&mut self.here, &mut self.waiters, &mut self.woken].into_iter().for_each(Vec::clear);
    }

    pub(super) fn breaks(&mut self) {
        self.broken = true;
        self.here.clear();
    }

    pub(super) fn goes_on(&mut self, who: &str) {
        self.here.retain(|name| name != who);
        self.woken.retain(|name| name != who);
    }
}
