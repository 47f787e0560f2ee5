//! Numbered: events get their numbers, and an end that nobody told is put in where it is first known.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{ActorName, Event, Field, Kind, Val};

/// Events as they are numbered; before the first that knows of an end that nobody told, the end itself.
#[derive(Default)]
pub(super) struct Numbered {
    /// Numbered, and not yet taken away.
    pub events: Vec<Event>,
    next: u64,
    exited: BTreeSet<ActorName>,
    pids: BTreeMap<ActorName, i32>,
}

impl Numbered {
    /// Takes an event in.
    pub fn push(&mut self, event: Event) {
        if let (Kind::ProcessStart, Some(actor), Some(pid)) = (event.kind, &event.actor, event.pid) {
            self.pids.insert(actor.clone(), pid);
        }
        if let (Kind::ProcessReap, Some(child)) = (event.kind, event.child())
            && self.exited.insert(child.clone())
        {
            let status = event.get(Field::Status).cloned().unwrap_or(Val::Null);
            let pid = self.pids.get(&child).copied();
            let exit = Event { t: event.t, actor: Some(child), pid, tid: pid, ..Event::new(Kind::ProcessExit) };
            self.number(exit.with(Field::Status, status).with(Field::By, "kernel"));
        }
        let is_known_end = event.kind == Kind::ProcessExit
            && event.actor.as_ref().is_some_and(|actor| !self.exited.insert(ActorName::from(actor.process())));
        if !is_known_end {
            self.number(event);
        }
    }

    fn number(&mut self, mut event: Event) {
        event.n = self.next;
        self.next += 1;
        self.events.push(event);
    }
}
