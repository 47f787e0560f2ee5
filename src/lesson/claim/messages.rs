//! `same_order`, `each_once`, `all_got`: what becomes of the items of a queue and the messages of a pipe.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Case, Judge, Judgement};
use crate::lesson::pattern::glob;
use crate::model::{ActorName, Event, Kind, Phase};

/// Each reader gets what one writer put in the order in which that writer put it.
///
/// With several readers only this is certain: who of them is heard first says nothing about who was first at the pipe.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SameOrder {
    object: String,
}

/// Nothing is got more often than it was put.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EachOnce {
    object: String,
}

/// All that was put was got.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllGot {
    object: String,
}

/// A value on its way: whose, what, and the number of the event.
struct Item<'a> {
    who: &'a ActorName,
    value: &'a str,
    n: u64,
}

impl Judge for SameOrder {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let (put, got) = (put(case, &self.object), got(case, &self.object));
        let mut shown = Vec::new();
        for writer in actors(&put) {
            let order: Vec<&Item<'_>> =
                put.iter().filter(|item| item.who == writer && only_from(writer, item.value, &put)).collect();
            for reader in actors(&got) {
                let mut left = order.iter();
                for item in
                    got.iter().filter(|item| item.who == reader && order.iter().any(|put| put.value == item.value))
                {
                    match left.find(|put| put.value == item.value) {
                        Some(put) => shown.extend([put.n, item.n]),
                        None => return Judgement::broken([item.n]),
                    }
                }
            }
        }
        if shown.is_empty() { Judgement::not_seen() } else { Judgement::holds(shown) }
    }
}

impl Judge for EachOnce {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let mut left = count(&begun(case, &self.object));
        let got = got(case, &self.object);
        for item in &got {
            match left.get_mut(item.value) {
                Some(count) if *count > 0 => *count -= 1,
                _ => return Judgement::broken([item.n]),
            }
        }
        if got.is_empty() { Judgement::not_seen() } else { Judgement::holds(got.iter().map(|item| item.n)) }
    }
}

impl Judge for AllGot {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let (put, got) = (put(case, &self.object), got(case, &self.object));
        let mut left = count(&got);
        let lost: Vec<u64> = put
            .iter()
            .filter(|item| match left.get_mut(item.value) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    false
                }
                _ => true,
            })
            .map(|item| item.n)
            .collect();
        match (put.is_empty(), lost.is_empty()) {
            (true, _) => Judgement::not_seen(),
            (_, true) => Judgement::holds(got.iter().map(|item| item.n)),
            (_, false) => Judgement::broken(lost),
        }
        .measured(format!("{} / {}", got.len(), put.len()))
    }
}

/// What was put or sent, and is on its way.
fn put<'a>(case: &Case<'a>, object: &str) -> Vec<Item<'a>> {
    items(case, object, [Kind::QueuePut, Kind::PipeSend], Phase::End)
}

/// What somebody set out to put or send, whether or not that was heard to end.
fn begun<'a>(case: &Case<'a>, object: &str) -> Vec<Item<'a>> {
    items(case, object, [Kind::QueuePut, Kind::PipeSend], Phase::Begin)
}

/// What was got or received.
fn got<'a>(case: &Case<'a>, object: &str) -> Vec<Item<'a>> {
    items(case, object, [Kind::QueueGet, Kind::PipeRecv], Phase::End)
}

fn items<'a>(case: &Case<'a>, object: &str, kinds: [Kind; 2], phase: Phase) -> Vec<Item<'a>> {
    let events = case.events.iter().filter(|event| kinds.contains(&event.kind) && event.phase == Some(phase));
    let here = events.filter(|event| event.object.as_ref().is_some_and(|name| glob(object, name)));
    here.filter(|event| event.outcome().is_none()).filter_map(item).collect()
}

fn item(event: &Event) -> Option<Item<'_>> {
    Some(Item { who: event.actor.as_ref()?, value: event.value.as_deref()?, n: event.n })
}

fn actors<'a>(items: &[Item<'a>]) -> std::collections::BTreeSet<&'a ActorName> {
    items.iter().map(|item| item.who).collect()
}

/// Whether nobody else put the same value: what is equal cannot be told apart.
fn only_from(writer: &ActorName, value: &str, put: &[Item<'_>]) -> bool {
    put.iter().all(|item| item.value != value || item.who == writer)
}

fn count<'a>(items: &[Item<'a>]) -> BTreeMap<&'a str, usize> {
    let mut count = BTreeMap::new();
    for item in items {
        *count.entry(item.value).or_default() += 1;
    }
    count
}
