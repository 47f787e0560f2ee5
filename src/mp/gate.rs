//! The gate, from the actor's side: it parks in front of its step, answers what it lacks, and goes when it gets leave.
//!
//! Words in its slot of the arena carry the messages ([`crate::wire::arena::Gate`]): arrived, asked, go. Nothing spins;
//! both sides sleep on futexes.

use std::sync::atomic::Ordering;

use crate::model::Kind;
use crate::wire::arena::{GATE_ASKED, GATE_GO, GATE_GOES_ON, GATE_PARKED, GATE_RUNS, GATE_SURE, GATE_TIMEOUT};
use crate::wire::{futex, lacks};

use super::me;

/// With what leave an actor goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leave {
    /// To do its step.
    Go,
    /// To give its step up, as if its time were over.
    Timeout,
}

/// What is about to be done.
#[derive(Clone, Copy)]
pub(crate) struct Ahead<'a> {
    pub kind: Kind,
    pub object: u32,
    pub target: u32,
    pub line: u32,
    pub value: &'a str,
    /// Milliseconds after which the wait would end by itself; 0 for never.
    pub timeout: u32,
    /// Whether it goes on by itself as soon as nothing is missing: the rest of a step that had its leave.
    pub goes_on: bool,
    /// Whether nothing can ever be missing for it.
    pub sure: bool,
}

impl<'a> Ahead<'a> {
    /// The rest of a step, about nothing in particular.
    pub fn of(kind: Kind) -> Ahead<'a> {
        Ahead { kind, object: 0, target: 0, line: 0, value: "", timeout: 0, goes_on: true, sure: false }
    }
}

/// Whether every step of this run waits for leave.
pub(crate) fn is_on() -> bool {
    me::arena().header().gated.load(Ordering::Relaxed) != 0
}

/// Whether steps of this kind are decided by whoever gives leave, and not granted as they come.
pub(crate) fn is_choice(kind: Kind) -> bool {
    me::arena().is_choice(kind)
}

/// Parks until leave is given. `lacks` asks the real object and changes nothing; `waits` tells what is missing.
pub(crate) fn park(
    ahead: &Ahead<'_>,
    lacks: &dyn Fn() -> Option<&'static str>,
    waits: &mut dyn FnMut(&'static str),
) -> Leave {
    let header = me::arena().header();
    let gate = &me::arena().slot(me::slot()).gate;
    let goes_on = if ahead.goes_on { GATE_GOES_ON } else { 0 };
    let sure = if ahead.sure { GATE_SURE } else { 0 };
    gate.kind.store(ahead.kind as u32 | goes_on | sure, Ordering::Relaxed);
    gate.object.store(ahead.object, Ordering::Relaxed);
    gate.target.store(ahead.target, Ordering::Relaxed);
    gate.line.store(ahead.line, Ordering::Relaxed);
    gate.timeout.store(ahead.timeout, Ordering::Relaxed);
    gate.set_value(ahead.value);
    let mut told = None;
    loop {
        let missing = lacks();
        if let Some(what) = missing.filter(|_| missing != told) {
            waits(what);
        }
        told = missing;
        gate.lacks.store(missing.map_or(0, lacks::number), Ordering::Relaxed);
        gate.state.store(GATE_PARKED, Ordering::Release);
        header.arrivals.fetch_add(1, Ordering::SeqCst);
        futex::wake(&header.arrivals, 1);
        if let Some(leave) = wait_for_leave(&gate.state) {
            return leave;
        }
    }
}

/// The leave; `None` if asked again.
fn wait_for_leave(state: &std::sync::atomic::AtomicU32) -> Option<Leave> {
    loop {
        match state.load(Ordering::Acquire) {
            GATE_PARKED => futex::wait(state, GATE_PARKED, None),
            GATE_ASKED => return None,
            GATE_TIMEOUT => {
                state.store(GATE_RUNS, Ordering::Release);
                return Some(Leave::Timeout);
            }
            GATE_GO => {
                state.store(GATE_RUNS, Ordering::Release);
                return Some(Leave::Go);
            }
            _ => return Some(Leave::Go),
        }
    }
}

/// Parks in front of a step that can always be done, until it is its turn.
pub(crate) fn await_turn(ahead: &Ahead<'_>) {
    park(&Ahead { sure: true, ..*ahead }, &|| None, &mut |_| {});
}

/// In a gated run: parks, as something that is no choice, until nothing is missing.
pub(crate) fn until(kind: Kind, lacks: &dyn Fn() -> Option<&'static str>) {
    if is_on() && lacks().is_some() {
        park(&Ahead::of(kind), lacks, &mut |_| {});
    }
}

/// In a gated run: a new actor waits for leave before its first word.
pub(crate) fn birth(kind: Kind) {
    if is_on() {
        await_turn(&Ahead::of(kind));
    }
}

/// Tells whoever gives leave that this actor has ended.
pub(crate) fn ended() {
    let header = me::arena().header();
    if header.gated.load(Ordering::Relaxed) != 0 {
        header.arrivals.fetch_add(1, Ordering::SeqCst);
        futex::wake(&header.arrivals, 1);
    }
}
