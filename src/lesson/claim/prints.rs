//! `prints`, `whole_lines`: what stands on the output.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Case, Judge, Judgement};
use crate::lesson::pattern::glob;
use crate::model::{ActorName, Event, Field, Kind};

/// These lines are printed: `{ name = "prints", actor = "main", lines = ["A", "B $child.pid"] }`.
///
/// In each, `*` stands for any text. `order`: `exact` (without it) these lines in this order and no others; `any` these
/// and no others in any order; `among` these in this order, others between them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prints {
    actor: Option<String>,
    stream: Option<String>,
    lines: Vec<String>,
    #[serde(default)]
    order: Order,
}

#[derive(Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Order {
    #[default]
    Exact,
    Any,
    Among,
}

/// No line is broken into by another actor: between its first piece and its end nobody else prints.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WholeLines {
    stream: Option<String>,
}

/// A line, with the number of the event that ended it.
struct Line {
    text: String,
    n: u64,
}

impl Judge for Prints {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let printed = lines(outputs(case, self.stream.as_deref()).filter(|event| self.is_from(event)));
        let wanted: Vec<String> = self.lines.iter().map(|line| case.known.resolve(line).into_owned()).collect();
        let so = match self.order {
            Order::Exact => wanted.len() == printed.len() && in_order(&wanted, &printed),
            Order::Any => wanted.len() == printed.len() && in_any_order(wanted, &printed),
            Order::Among => in_order(&wanted, &printed),
        };
        Judgement::of(so, printed.iter().map(|line| line.n))
    }
}

impl Prints {
    fn is_from(&self, event: &Event) -> bool {
        let actor = event.actor.as_deref().unwrap_or_default();
        self.actor.as_ref().is_none_or(|wanted| glob(wanted, actor))
    }
}

impl Judge for WholeLines {
    fn judge(&self, case: &Case<'_>) -> Judgement {
        let mut open: Option<(&ActorName, u64)> = None;
        let mut shown = Vec::new();
        for event in outputs(case, self.stream.as_deref()) {
            let (Some(actor), Some(text)) = (&event.actor, event.text(Field::Text)) else { continue };
            if let Some((_, n)) = open.filter(|(other, _)| *other != actor) {
                return Judgement::broken([n, event.n]);
            }
            open = (!text.ends_with('\n')).then_some((actor, event.n));
            shown.push(event.n);
        }
        if shown.is_empty() { Judgement::not_seen() } else { Judgement::holds(shown) }
    }
}

fn outputs<'a>(case: &Case<'a>, stream: Option<&str>) -> impl Iterator<Item = &'a Event> {
    let wanted = stream.unwrap_or("stdout").to_string();
    case.events
        .iter()
        .filter(move |event| event.kind == Kind::Output && event.text(Field::Stream).unwrap_or("stdout") == wanted)
}

/// The lines of each actor put together from its pieces, in the order in which they were ended.
fn lines<'a>(outputs: impl Iterator<Item = &'a Event>) -> Vec<Line> {
    let mut open: BTreeMap<Option<ActorName>, Line> = BTreeMap::new();
    let mut lines = Vec::new();
    for event in outputs {
        for piece in event.text(Field::Text).unwrap_or_default().split_inclusive('\n') {
            let line = open.entry(event.actor.clone()).or_insert_with(|| Line { text: String::new(), n: event.n });
            line.text.push_str(piece.trim_end_matches('\n'));
            line.n = event.n;
            if piece.ends_with('\n') {
                lines.extend(open.remove(&event.actor));
            }
        }
    }
    lines.extend(open.into_values());
    lines
}

fn in_order(wanted: &[String], printed: &[Line]) -> bool {
    let mut left = printed.iter();
    wanted.iter().all(|wanted| left.any(|line| glob(wanted, &line.text)))
}

fn in_any_order(mut wanted: Vec<String>, printed: &[Line]) -> bool {
    wanted.sort_by_key(|line| line.contains('*'));
    let mut left: Vec<&Line> = printed.iter().collect();
    wanted.iter().all(|wanted| {
        let found = left.iter().position(|line| glob(wanted, &line.text));
        found.map(|at| left.remove(at)).is_some()
    })
}
