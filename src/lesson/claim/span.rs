//! Spans: from where something begins to where it ends, by actor.

use std::collections::BTreeMap;

use super::Case;
use crate::lesson::pattern::Pattern;
use crate::model::{ActorName, Event, Kind, Phase};

/// Something of an actor that lasts: an operation between its begin and end, a lock between acquire and release.
pub(super) struct Span {
    /// Number and time of the event that begins it.
    pub begin: (u64, u64),
    /// The same of the event that ends it; `None` if it never did.
    pub end: Option<(u64, u64)>,
    /// Whether it did not end by itself, but with its process.
    pub cut: bool,
    /// What began it.
    kind: Kind,
}

/// What begins a span and what ends it: an operation as a whole (`of`), or two events (`from`, `to`).
pub(super) fn ends_of(
    of: &Option<Pattern>,
    from: &Option<Pattern>,
    to: &Option<Pattern>,
) -> Option<(Pattern, Pattern)> {
    match (of, from, to) {
        (Some(of), _, _) => Some((of.in_phase(Phase::Begin), of.in_phase(Phase::End))),
        (None, Some(from), Some(to)) => Some((from.clone(), to.clone())),
        _ => None,
    }
}

/// All spans of a run, in the order in which they begin.
///
/// An end closes its actor's latest open span, else the oldest one of anybody: a semaphore may be released by another.
/// An operation, though, is begun and ended by the same actor.
/// With its process all that an actor had open ends.
pub(super) fn spans(case: &Case<'_>, from: &Pattern, to: &Pattern) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut open: BTreeMap<ActorName, Vec<usize>> = BTreeMap::new();
    for event in case.events {
        let Some(actor) = &event.actor else { continue };
        if to.matches(event, &case.known) {
            let at = take_open(&spans, &mut open, actor, event.kind);
            close(&mut spans, at, event, false);
        }
        if from.matches(event, &case.known) {
            open.entry(actor.clone()).or_default().push(spans.len());
            spans.push(Span { begin: (event.n, event.t), end: None, cut: false, kind: event.kind });
        }
        if event.kind == Kind::ProcessExit {
            for (_, left) in open.iter_mut().filter(|(other, _)| other.process() == actor.process()) {
                left.drain(..).for_each(|at| close(&mut spans, Some(at), event, true));
            }
        }
    }
    spans
}

fn take_open(
    spans: &[Span],
    open: &mut BTreeMap<ActorName, Vec<usize>>,
    actor: &ActorName,
    kind: Kind,
) -> Option<usize> {
    open.get_mut(actor).and_then(Vec::pop).or_else(|| {
        let oldest = open.values().flatten().filter(|at| spans[**at].kind != kind).min().copied()?;
        open.values_mut().for_each(|left| left.retain(|at| *at != oldest));
        Some(oldest)
    })
}

fn close(spans: &mut [Span], at: Option<usize>, event: &Event, cut: bool) {
    if let Some(span) = at.and_then(|at| spans.get_mut(at)) {
        span.end = Some((event.n, event.t));
        span.cut = cut;
    }
}

/// How many spans were open at once at most, and the events that began those.
pub(super) fn most_at_once(spans: &[Span]) -> (usize, Vec<u64>) {
    let open_at = |n: u64| {
        spans.iter().take_while(move |span| span.begin.0 <= n).filter(move |span| span.end.is_none_or(|end| end.0 > n))
    };
    let mut most = (0, Vec::new());
    let mut ends: Vec<u64> = Vec::new();
    for span in spans {
        ends.retain(|end| *end > span.begin.0);
        ends.push(span.end.map_or(u64::MAX, |end| end.0));
        if ends.len() > most.0 {
            most = (ends.len(), vec![span.begin.0]);
        }
    }
    if let Some(peak) = most.1.first().copied() {
        most.1 = open_at(peak).map(|span| span.begin.0).collect();
    }
    most
}
