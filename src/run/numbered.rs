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
    /// Whether forklore ends what is left: then whoever ends without a word is ended by us.
    stopped: bool,
}

impl Numbered {
    /// Takes an event in.
    pub fn push(&mut self, mut event: Event) {
        self.stopped |= event.kind == Kind::RunStop;
        if event.kind == Kind::ProcessExit
            && let Some((_, by)) = event.with.iter_mut().find(|(field, _)| *field == Field::By)
        {
            *by = Val::text(self.by());
        }
        if let (Kind::ProcessStart, Some(actor), Some(pid)) = (event.kind, &event.actor, event.pid) {
            self.pids.insert(actor.clone(), pid);
        }
        if let (Kind::ProcessReap, Some(child)) = (event.kind, event.child())
            && self.exited.insert(child.clone())
        {
            let status = event.get(Field::Status).cloned().unwrap_or(Val::Null);
            let pid = self.pids.get(&child).copied();
            let exit = Event { t: event.t, actor: Some(child), pid, tid: pid, ..Event::new(Kind::ProcessExit) };
            self.number(exit.with(Field::Status, status).with(Field::By, self.by()));
        }
        let is_known_end = event.kind == Kind::ProcessExit
            && event.actor.as_ref().is_some_and(|actor| !self.exited.insert(ActorName::from(actor.process())));
        if !is_known_end {
            self.number(event);
        }
    }

    /// Nobody of the run is left: who was seen to start and not to end was collected by a parent that could not tell
    /// it any more. Its status went with that parent.
    pub fn end_all(&mut self, t: u64) {
        for (actor, pid) in std::mem::take(&mut self.pids) {
            if self.exited.insert(actor.clone()) {
                let exit =
                    Event { t, actor: Some(actor), pid: Some(pid), tid: Some(pid), ..Event::new(Kind::ProcessExit) };
                self.number(exit.with(Field::Status, Val::Null).with(Field::By, self.by()));
            }
        }
    }

    /// Who tells the end of one that has not told it.
    fn by(&self) -> &'static str {
        if self.stopped { "forklore" } else { "kernel" }
    }

    fn number(&mut self, mut event: Event) {
        event.n = self.next;
        self.next += 1;
        self.events.push(event);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(who: &str) -> Event {
        Event { actor: Some(who.into()), pid: Some(7), ..Event::new(Kind::ProcessStart) }
    }

    #[test]
    fn who_ends_without_a_word_after_the_stop_is_ended_by_forklore() {
        let by_kernel = |who: &str| {
            let exit = Event { actor: Some(who.into()), ..Event::new(Kind::ProcessExit) };
            exit.with(Field::Status, -9).with(Field::By, "kernel")
        };
        let mut log = Numbered::default();
        for who in ["before", "told", "reaped", "missed", "speaks"] {
            log.push(start(who));
        }
        log.push(by_kernel("before"));
        log.push(Event::new(Kind::RunStop));
        log.push(by_kernel("told"));
        log.push(Event { actor: Some("speaks".into()), ..Event::new(Kind::ProcessExit) }.with(Field::Status, 0));
        log.push(Event::new(Kind::ProcessReap).with(Field::Child, "reaped").with(Field::Status, -9));
        log.end_all(5);
        let exits = log.events.iter().filter(|event| event.kind == Kind::ProcessExit);
        let by: Vec<_> = exits.map(|exit| (exit.actor.as_deref().unwrap(), exit.text(Field::By))).collect();
        let ours = Some("forklore");
        let all = [("before", Some("kernel")), ("told", ours), ("speaks", None), ("reaped", ours), ("missed", ours)];
        assert_eq!(by, all);
    }

    #[test]
    fn at_the_end_everybody_has_an_exit_and_only_one() {
        let mut log = Numbered::default();
        for who in ["main", "told", "reaped", "missed"] {
            log.push(start(who));
        }
        log.push(Event { actor: Some("told".into()), ..Event::new(Kind::ProcessExit) }.with(Field::Status, 3));
        log.push(Event::new(Kind::ProcessReap).with(Field::Child, "reaped").with(Field::Status, -9));
        log.push(Event { actor: Some("main".into()), ..Event::new(Kind::ProcessExit) }.with(Field::Status, -9));
        log.end_all(5);
        let exits = log.events.iter().filter(|event| event.kind == Kind::ProcessExit);
        let ends: Vec<_> = exits.map(|exit| (exit.actor.as_ref().unwrap().to_string(), exit.status())).collect();
        let all = [("told", Some(3)), ("reaped", Some(-9)), ("main", Some(-9)), ("missed", None)];
        assert_eq!(ends, all.map(|(who, status)| (who.to_string(), status)));
        assert!(log.events.iter().zip(0..).all(|(event, n)| event.n == n));
    }
}
