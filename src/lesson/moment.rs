//! A moment: a place in the log at which there is something to tell.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::knob::{Setting, Settings};
use super::known::Known;
use super::pattern::Pattern;
use super::variant::MAIN;
use crate::model::{Event, Kind};

/// A place in the log at which there is something to tell; the text stands under `## id`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    /// Its id, and the heading of its text.
    pub id: String,
    /// The event at which it is told: the first that matches, or the `nth`.
    pub on: Pattern,
    /// Another moment that must have come first.
    #[serde(default)]
    pub after: Option<String>,
    /// Told at every matching event, not only at the first.
    #[serde(default)]
    pub every: bool,
    /// Told only where these knobs are set so.
    #[serde(default)]
    pub given: BTreeMap<String, Setting>,
    /// The programs in which it is told (`main` for the lesson's own); all where none is named.
    #[serde(default)]
    pub variants: Vec<String>,
}

impl Moment {
    /// Whether it is told in this program, `None` being the lesson's own, with its knobs set so.
    pub fn is_told_in(&self, variant: Option<&str>, settings: &Settings) -> bool {
        let named = self.variants.is_empty() || self.variants.iter().any(|named| named == variant.unwrap_or(MAIN));
        named && settings.meet(&self.given)
    }
}

/// The moments of one run, found as its log grows.
#[derive(Clone, Debug)]
pub struct Story {
    moments: Vec<Moment>,
    known: Known,
    /// How often each moment's pattern has matched.
    met: Vec<u64>,
    /// Number of the event, and which moment, in the order of the log.
    told: Vec<(u64, usize)>,
    /// Whether forklore has ended what was left: nothing that is told after that is of the program.
    stopped: bool,
}

impl Story {
    /// The story of a program before its first event.
    pub fn new(moments: &[Moment], variant: Option<&str>, settings: &Settings) -> Story {
        let moments: Vec<Moment> =
            moments.iter().filter(|moment| moment.is_told_in(variant, settings)).cloned().collect();
        Story { met: vec![0; moments.len()], moments, known: Known::new(settings), told: Vec::new(), stopped: false }
    }

    /// Takes the next event of the log in.
    pub fn push(&mut self, event: &Event) {
        if self.stopped && event.kind != Kind::RunEnd {
            return;
        }
        self.stopped |= event.kind == Kind::RunStop;
        self.known.learn(event);
        for at in 0..self.moments.len() {
            if self.is_told_at(at, event) {
                self.told.push((event.n, at));
            }
        }
    }

    fn is_told_at(&mut self, at: usize, event: &Event) -> bool {
        let moment = &self.moments[at];
        if !self.is_due(moment) || !moment.on.matches(event, &self.known) {
            return false;
        }
        self.met[at] += 1;
        moment.every || self.met[at] == moment.on.nth.unwrap_or(1)
    }

    fn is_due(&self, moment: &Moment) -> bool {
        let came = |id: &String| self.told.iter().any(|(_, at)| self.moments[*at].id == *id);
        moment.after.as_ref().is_none_or(came)
    }

    /// The moment that stands on screen when the first `count` events have happened.
    pub fn at(&self, count: u64) -> Option<&Moment> {
        let past = self.told.partition_point(|(n, _)| *n < count);
        past.checked_sub(1).map(|last| &self.moments[self.told[last].1])
    }

    /// How many different moments have been told by then, and of how many: "3 / 9". A run that is `over` has those that
    /// it came to; one that goes on may come to any that the program has.
    pub fn progress(&self, count: u64, over: bool) -> (usize, usize) {
        let past = self.told.partition_point(|(n, _)| *n < count);
        let all = if over { different(&self.told) } else { self.moments.len() };
        (different(&self.told[..past]), all)
    }

    /// The number of the event of the next moment after the first `count` events: to jump there.
    pub fn next(&self, count: u64) -> Option<u64> {
        self.told.iter().map(|(n, _)| *n).find(|n| *n >= count)
    }

    /// The number of the event of the moment before the one on screen.
    pub fn previous(&self, count: u64) -> Option<u64> {
        let past = self.told.partition_point(|(n, _)| *n < count);
        past.checked_sub(2).map(|before| self.told[before].0)
    }

    /// The ids of all moments of this program, told or not.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.moments.iter().map(|moment| moment.id.as_str())
    }

    /// The ids of all moments told so far.
    pub fn told(&self) -> impl Iterator<Item = &str> {
        self.told.iter().map(|(_, at)| self.moments[*at].id.as_str())
    }
}

/// How many different moments were told.
fn different(told: &[(u64, usize)]) -> usize {
    told.iter().map(|(_, at)| at).collect::<BTreeSet<_>>().len()
}
