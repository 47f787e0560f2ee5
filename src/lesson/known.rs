//! What a reference such as `$workers` or `$child.pid` stands for in one run.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::knob::Settings;
use crate::model::{ActorName, Event, Field, Kind};

/// What is known of a run to those who refer to it: its knobs, and its actors' numbers.
#[derive(Clone, Debug)]
pub struct Known {
    settings: Settings,
    pids: BTreeMap<ActorName, i32>,
    ppids: BTreeMap<ActorName, i64>,
    cpus: Option<i64>,
}

/// A reference, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub enum Reference<'t> {
    /// `$workers`: what a knob is set to.
    Knob(&'t str),
    /// `$child.pid`: an actor's process id.
    Pid(&'t str),
    /// `$child.ppid`: the pid of its parent when it began.
    Ppid(&'t str),
    /// `$cpus`: how many CPUs the run's processes may use.
    Cpus,
}

impl Known {
    /// Knows the knobs, and nobody yet.
    pub fn new(settings: &Settings) -> Known {
        Known { settings: settings.clone(), pids: BTreeMap::new(), ppids: BTreeMap::new(), cpus: None }
    }

    /// Knows the knobs and everybody in a log.
    pub fn of<'e>(settings: &Settings, events: impl IntoIterator<Item = &'e Event>) -> Known {
        let mut known = Known::new(settings);
        events.into_iter().for_each(|event| known.learn(event));
        known
    }

    /// Remembers an actor's numbers when it first speaks, and the machine's when the run starts.
    pub fn learn(&mut self, event: &Event) {
        self.cpus = event.int(Field::Cpus).or(self.cpus);
        let (Some(actor), Some(pid)) = (&event.actor, event.pid) else { return };
        if !self.pids.contains_key(actor) {
            self.pids.insert(actor.clone(), pid);
        }
        if let (Kind::ProcessStart, Some(ppid)) = (event.kind, event.int(Field::Ppid)) {
            self.ppids.insert(actor.clone(), ppid);
        }
    }

    /// An actor's pid.
    pub fn pid(&self, actor: &str) -> Option<i32> {
        self.pids.get(actor).copied()
    }

    /// The pid of an actor's parent when it began.
    pub fn ppid(&self, actor: &str) -> Option<i64> {
        self.ppids.get(actor).copied()
    }

    /// The knobs of the run.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// A text with its references replaced; those that stand for nothing are left as they are.
    pub fn resolve<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if !text.contains('$') {
            return Cow::Borrowed(text);
        }
        let mut resolved = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            let (before, from) = rest.split_at(at);
            let (reference, length) = Reference::at(from);
            resolved.push_str(before);
            resolved.push_str(&self.stands_for(&reference).unwrap_or_else(|| from[..length].to_string()));
            rest = &from[length..];
        }
        resolved.push_str(rest);
        Cow::Owned(resolved)
    }

    fn stands_for(&self, reference: &Reference<'_>) -> Option<String> {
        match reference {
            Reference::Knob(id) => self.settings.get(id).map(ToString::to_string),
            Reference::Pid(actor) => self.pid(actor).map(|pid| pid.to_string()),
            Reference::Ppid(actor) => self.ppid(actor).map(|ppid| ppid.to_string()),
            Reference::Cpus => self.cpus.map(|cpus| cpus.to_string()),
        }
    }
}

impl<'t> Reference<'t> {
    /// The reference at the start of a text, and its length with the dollar.
    fn at(text: &'t str) -> (Reference<'t>, usize) {
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '.');
        let word = text[1..].split(|c: char| !inside(c)).next().unwrap_or_default().trim_end_matches('.');
        let reference = match word.rsplit_once('.') {
            Some((actor, "pid")) => Reference::Pid(actor),
            Some((actor, "ppid")) => Reference::Ppid(actor),
            _ if word == "cpus" => Reference::Cpus,
            _ => Reference::Knob(word),
        };
        (reference, word.len() + 1)
    }

    /// The knob that it refers to, if it is one.
    pub fn knob(self) -> Option<&'t str> {
        match self {
            Reference::Knob(id) => Some(id),
            Reference::Pid(_) | Reference::Ppid(_) | Reference::Cpus => None,
        }
    }

    /// Every reference in a text.
    pub fn all(text: &'t str) -> Vec<Reference<'t>> {
        text.match_indices('$').map(|(at, _)| Reference::at(&text[at..]).0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::knob::Setting;

    #[test]
    fn references_stand_for_knobs_and_pids() {
        let mut settings = Settings::default();
        settings.put("items", Setting::Int(3));
        let mut child = Event::new(Kind::ProcessStart).with(Field::Ppid, 10);
        child.actor = Some("child.child-2".into());
        child.pid = Some(11);
        let start = Event::new(Kind::RunStart).with(Field::Cpus, 2);
        let known = Known::of(&settings, [&start, &child]);
        assert_eq!(known.resolve("$cpus CPUs"), "2 CPUs");
        assert_eq!(known.resolve("B $child.child-2.pid, $items."), "B 11, 3.");
        assert_eq!(known.resolve("$child.child-2.ppid"), "10");
        assert_eq!(known.resolve("$nobody.pid $nothing"), "$nobody.pid $nothing");
        assert_eq!(Reference::all("$a + $b.pid"), [Reference::Knob("a"), Reference::Pid("b")]);
    }
}
