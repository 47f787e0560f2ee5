//! A claim: a sentence that a lesson teaches, judged on logs.
//!
//! Claims are data, no language: each names one of about twenty-five checks (one file each beside this one) and tells it
//! which events it is about. A new check is a new file and a line in [`named`].

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Engine;
use super::knob::{Setting, Settings};
use super::known::Known;
use super::pattern::Pattern;
use crate::model::{Both, Event, Field, Kind, stop};

mod alike;
mod at_once;
mod before;
mod bounds;
mod check;
mod count;
mod ending;
mod every;
mod exit_status;
mod family;
mod figure;
mod lasts;
mod messages;
pub mod named;
mod parallelism;
mod parent_is;
mod prints;
mod span;
mod value;
mod zombie;

pub use check::{Check, Judge};

/// A sentence that a lesson teaches.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Its id.
    pub id: String,
    /// The sentence.
    pub sentence: Both,
    /// What must be so.
    pub check: Check,
    /// On what it is judged.
    #[serde(default)]
    pub scope: Scope,
    /// Of several runs or orders, in which it must be so.
    #[serde(default)]
    pub share: Share,
    /// Of several runs or orders, in exactly how many of how many.
    #[serde(default)]
    pub tally: Option<Tally>,
    /// Judged only where an event is like this; else it is not seen.
    #[serde(default)]
    pub when: Option<Pattern>,
    /// Judged only where these knobs are set so; else it is not seen.
    #[serde(default)]
    pub given: BTreeMap<String, Setting>,
    /// The engines on which it is so; all where none is named.
    #[serde(default)]
    pub engines: Vec<Engine>,
    /// The programs of which it is so (`main` for the lesson's own, which is meant where none is named).
    #[serde(default)]
    pub variants: Vec<String>,
}

/// On what a claim is judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// On every single run.
    #[default]
    Run,
    /// On several ordinary runs.
    Runs,
    /// On every order.
    Explore,
    /// On several versions of CPython.
    Versions,
}

/// In which of several runs or orders a claim must be so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Share {
    /// In each.
    #[default]
    All,
    /// In at least one.
    Some,
    /// In at least one, and not in each.
    Part,
    /// In none.
    None,
}

/// In exactly how many of how many orders a claim must be so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// How many orders there are.
    pub of: u64,
    /// In how many of them it holds.
    pub hold: u64,
}

/// What a judgement comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is so.
    Holds,
    /// It is not so.
    Broken,
    /// This run did not come to where it could be told.
    NotSeen,
}

/// A verdict, and what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Numbers of the events that prove or break it, in order; the first few where there are many.
    pub events: Vec<u64>,
    /// What was measured, where that is a number: `3`, `1.98`; with its unit where that is not plain from the claim.
    pub measured: Option<Both>,
}

/// One run, laid before the checks.
pub struct Case<'a> {
    /// Its events, in order, up to where forklore ended what was left of it.
    pub events: &'a [Event],
    /// The event that ends it, if it has ended.
    pub end: Option<&'a Event>,
    /// Its knobs and actors.
    pub known: Known,
}

/// How many events a judgement names at most.
const NAMED: usize = 8;

impl Claim {
    /// Whether the claim is made of this program on this engine. `variant` is `None` for the lesson's own program.
    pub fn is_about(&self, variant: Option<&str>, engine: Engine) -> bool {
        let program = variant.unwrap_or(super::variant::MAIN);
        let named = self.variants.iter().any(|named| named == program);
        (named || self.variants.is_empty() && variant.is_none())
            && (self.engines.is_empty() || self.engines.contains(&engine))
    }

    /// Judges one run.
    pub fn judge(&self, case: &Case<'_>) -> Judgement {
        let given = case.known.settings().meet(&self.given);
        let met = self.when.as_ref().is_none_or(|when| case.all(when).next().is_some());
        if given && met { self.check.judge(case) } else { Judgement::not_seen() }
    }

    /// What a log is told when the claim has been judged.
    pub fn event(&self, judgement: &Judgement) -> Event {
        Event::new(Kind::Claim)
            .with(Field::Id, self.id.as_str())
            .with(Field::Verdict, judgement.verdict.as_str())
            .with(Field::Sentence, &self.sentence)
    }

    /// Judges several runs or orders by what each came to.
    pub fn judge_all(&self, verdicts: &[Verdict]) -> Verdict {
        let count = |wanted| verdicts.iter().filter(|verdict| **verdict == wanted).count() as u64;
        let (hold, broken) = (count(Verdict::Holds), count(Verdict::Broken));
        if hold + broken == 0 {
            return Verdict::NotSeen;
        }
        Verdict::of(match (self.tally, self.share) {
            (Some(tally), _) => tally == Tally { of: hold + broken, hold },
            (None, Share::All) => broken == 0,
            (None, Share::Some) => hold > 0,
            (None, Share::Part) => hold > 0 && broken > 0,
            (None, Share::None) => hold == 0,
        })
    }
}

impl Verdict {
    /// Holds if so, else broken.
    pub fn of(so: bool) -> Verdict {
        if so { Verdict::Holds } else { Verdict::Broken }
    }

    /// As it stands in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Holds => "holds",
            Verdict::Broken => "broken",
            Verdict::NotSeen => "not_seen",
        }
    }
}

impl Judgement {
    /// Nothing to judge.
    pub fn not_seen() -> Judgement {
        Judgement { verdict: Verdict::NotSeen, events: Vec::new(), measured: None }
    }

    /// Holds if so, else broken; these events show it.
    pub fn of(so: bool, events: impl IntoIterator<Item = u64>) -> Judgement {
        Judgement { verdict: Verdict::of(so), events: events.into_iter().take(NAMED).collect(), measured: None }
    }

    /// It is so; these events show it.
    pub fn holds(events: impl IntoIterator<Item = u64>) -> Judgement {
        Judgement::of(true, events)
    }

    /// It is not so; these events show it.
    pub fn broken(events: impl IntoIterator<Item = u64>) -> Judgement {
        Judgement::of(false, events)
    }

    /// Several judgements as one: broken if one is, and it holds if all do.
    pub fn together(judgements: impl IntoIterator<Item = Judgement>) -> Judgement {
        let mut whole: Option<Judgement> = None;
        for next in judgements {
            whole = Some(match whole {
                None => next,
                Some(whole) if whole.verdict == Verdict::Broken || next.verdict == Verdict::Holds => {
                    let events =
                        if whole.verdict == next.verdict { [whole.events, next.events].concat() } else { whole.events };
                    Judgement { events: events.into_iter().take(NAMED).collect(), ..whole }
                }
                Some(_) => next,
            });
        }
        whole.unwrap_or_else(Judgement::not_seen)
    }

    /// The same judgement, with what was measured.
    pub fn measured(self, measured: impl ToString) -> Judgement {
        self.measured_as(Both::same(measured.to_string()))
    }

    /// The same judgement, with what was measured and what that is, in words.
    pub fn measured_as(mut self, measured: Both) -> Judgement {
        self.measured = Some(measured);
        self
    }
}

impl<'a> Case<'a> {
    /// A run with its knobs.
    pub fn new(events: &'a [Event], settings: &Settings) -> Case<'a> {
        let end = events.iter().rev().find(|event| event.kind == Kind::RunEnd);
        let events = stop::own(events);
        Case { events, end, known: Known::of(settings, events) }
    }

    /// The events that a pattern means, in order.
    pub fn all<'c>(&'c self, pattern: &'c Pattern) -> Box<dyn Iterator<Item = &'a Event> + 'c> {
        let matching = self.events.iter().filter(|event| pattern.matches(event, &self.known));
        match pattern.nth {
            None => Box::new(matching),
            Some(nth) => Box::new(matching.skip(nth as usize - 1).take(1)),
        }
    }
}
