//! An object that a manager's server holds: what it is now, who calls it, and what each caller last read of its items.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::value::{LostUpdate, Value};
use crate::model::event::{Event, Field, Kind, Phase};
use crate::model::name::ActorName;

/// An object in the memory of a manager's server.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Managed {
    /// What it is now, as its server last said.
    pub now: Arc<str>,
    /// Calls so far.
    pub calls: u64,
    /// Who waits for an answer.
    pub callers: Vec<ActorName>,
    /// Of a lock: who holds it.
    pub holders: Vec<ActorName>,
    /// What the server does at the moment, by who asked for it.
    serving: BTreeMap<ActorName, Service>,
    /// Its items, by key; one with an empty key where it is a value itself.
    items: BTreeMap<Arc<str>, Value>,
}

/// A call that a thread of the server is busy with.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// The thread.
    pub by: ActorName,
    /// What it lacks to go on.
    pub lacks: Option<Arc<str>>,
    /// Whether the caller had a condition's lock, and has it no more while it waits.
    gave_back: bool,
}

impl Managed {
    /// What the server does for this caller.
    pub fn service_for(&self, caller: &str) -> Option<&Service> {
        self.serving.get(caller)
    }

    /// Whether this thread of the server is busy with a call.
    pub fn is_served_by(&self, who: &str) -> bool {
        self.serving.values().any(|service| service.by == *who)
    }

    /// The update that the event with this number has lost, and the key of its item.
    pub fn lost_at(&self, n: u64) -> Option<(&str, &LostUpdate)> {
        let lost = |item: &'_ Value| item.lost_by.as_ref().is_some_and(|lost| lost.n == n);
        let (key, item) = self.items.iter().find(|(_, item)| lost(item))?;
        Some((key, item.lost_by.as_ref()?))
    }

    /// Whether the actor has read the item and not written it since.
    pub fn has_read(&self, who: &str, key: &str) -> bool {
        self.items.get(key).is_some_and(|item| item.read_by.contains_key(who))
    }

    /// Whether the end of this thread changes anything here.
    pub(super) fn concerns(&self, who: &ActorName) -> bool {
        let serves = |(caller, service): (&ActorName, &Service)| caller == who || service.by == *who;
        self.callers.contains(who)
            || self.serving.iter().any(serves)
            || self.items.values().any(|item| item.read_by.contains_key(who))
    }

    /// How many updates of its items were lost.
    pub fn overwritten(&self) -> u64 {
        self.items.values().map(|item| item.overwritten).sum()
    }

    /// Who has read an item and not written it since: the key, who, what it read, and whether it is still true.
    pub fn copies(&self) -> impl Iterator<Item = (&str, &ActorName, &str, bool)> {
        self.items.iter().flat_map(|(key, item)| {
            item.read_by.iter().map(move |(who, read)| (&**key, who, &**read, !item.is_stale(who)))
        })
    }

    pub(super) fn hears(&mut self, event: &Event, who: &ActorName, n: u64) -> bool {
        match (event.kind, event.phase) {
            (Kind::ManagerCreate, _) => self.now = event.value.clone().unwrap_or_default(),
            (Kind::ManagerCall, Some(Phase::Begin)) => self.calls += 1,
            (Kind::ManagerCall, _) => {}
            (Kind::ManagerServe, phase) => self.is_served(phase, event, who, n),
            _ => return false,
        }
        true
    }

    fn is_served(&mut self, phase: Option<Phase>, event: &Event, who: &ActorName, n: u64) {
        let caller = event.target().unwrap_or_else(|| who.clone());
        let service =
            |lacks: Option<&str>, gave_back| Service { by: who.clone(), lacks: lacks.map(Arc::from), gave_back };
        match phase {
            Some(Phase::Begin) => drop(self.serving.insert(caller, service(None, false))),
            Some(Phase::Wait) => {
                let lacks = event.text(Field::For);
                let before = self.serving.get(&caller).is_some_and(|service| service.gave_back);
                let gives = lacks == Some("notify") && self.lets_go(&caller);
                self.serving.insert(caller, service(lacks, before || gives));
            }
            Some(Phase::End) | None => {
                if self.serving.remove(&caller).is_some_and(|service| service.gave_back) {
                    self.holders.push(caller.clone());
                }
                if let Some(now) = &event.value {
                    self.now = now.clone();
                }
                if event.outcome().is_none() {
                    self.is_done(event, &caller, n);
                }
            }
        }
    }

    /// What a call that went well means for the items, or for the lock.
    fn is_done(&mut self, event: &Event, caller: &ActorName, n: u64) {
        let told = |field| Arc::from(event.text(field).unwrap_or_default());
        match (Access::of(event), event.text(Field::Method)) {
            (Some(Access::Read), _) => self.item(event).is_read(caller, told(Field::Result)),
            (Some(Access::Write), _) => self.item(event).is_written(caller, told(Field::Args), n),
            (None, Some("acquire")) if event.text(Field::Result) != Some("False") => self.holders.push(caller.clone()),
            (None, Some("release")) if !self.lets_go(caller) && !self.holders.is_empty() => {
                // It is given back for somebody else.
                self.holders.remove(0);
            }
            _ => {}
        }
    }

    /// A caller gives back what it holds, if it holds it.
    fn lets_go(&mut self, caller: &ActorName) -> bool {
        let place = self.holders.iter().position(|holder| holder == caller);
        place.map(|place| self.holders.remove(place)).is_some()
    }

    fn item(&mut self, event: &Event) -> &mut Value {
        self.items.entry(Arc::from(event.text(Field::Key).unwrap_or_default())).or_default()
    }

    pub(super) fn waits_no_more(&mut self, who: &str) {
        self.callers.retain(|name| name != who);
    }

    /// A process has ended, or one of its threads.
    pub(super) fn ends(&mut self, gone: impl Fn(&ActorName) -> bool) {
        self.items.values_mut().for_each(|item| item.ends(&gone));
        self.callers.retain(|name| !gone(name));
        self.serving.retain(|caller, service| !gone(caller) && !gone(&service.by));
    }
}

/// What a call does to one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It reads it.
    Read,
    /// It writes it, whatever it was before.
    Write,
}

impl Access {
    /// What the method of an event does to the item with its key; `None` where it does neither, or something that no
    /// other process can come between.
    pub fn of(event: &Event) -> Option<Access> {
        let of_value = event.class.as_deref() == Some("Value");
        match event.text(Field::Method)? {
            "get" if of_value => Some(Access::Read),
            "set" if of_value => Some(Access::Write),
            "__getitem__" | "get" | "__getattribute__" if event.get(Field::Key).is_some() => Some(Access::Read),
            "__setitem__" | "__setattr__" if event.get(Field::Key).is_some() => Some(Access::Write),
            _ => None,
        }
    }
}
