//! A step: what an actor is about to do. The one place that every operation passes.
//!
//! ```text
//! Step::new(kind).object(q).value(v) ── once() ─────────────────────────────▶ told, then done by the caller
//!                                    └─ begin() ▶ Operation ── block(..) ── end(..)
//! ```

use std::borrow::Cow;
use std::panic::Location;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crate::model::{Field, Kind, Phase};
use crate::wire::arena::{HOLD, ObjectId};
use crate::wire::futex;
use crate::wire::record::{Record, Sent};

use super::gate::{self, Ahead, Leave};
use super::gil;
use super::me;

/// What an actor is about to do.
pub(crate) struct Step<'a> {
    record: Record<'a>,
}

impl<'a> Step<'a> {
    /// A step of a kind, asked for at a place in the program.
    pub fn new(kind: Kind, at: &Location<'_>) -> Step<'a> {
        Step { record: Record { line: me::line(at), ..Record::new(kind) } }
    }

    /// A step of a kind, on a line of the program that is known already.
    pub fn at_line(kind: Kind, line: u32) -> Step<'a> {
        Step { record: Record { line, ..Record::new(kind) } }
    }

    /// A step of a kind that the program's text does not show.
    pub fn hidden(kind: Kind) -> Step<'a> {
        Step { record: Record::new(kind) }
    }

    /// The object it is about.
    pub fn object(mut self, object: ObjectId) -> Self {
        self.record.object = object.0;
        self
    }

    /// The value it is about.
    pub fn value(mut self, value: &'a str) -> Self {
        self.record.value = Some(value);
        self
    }

    /// Size of the value as it travels.
    pub fn bytes(mut self, bytes: usize) -> Self {
        self.record.bytes = Some(bytes as u64);
        self
    }

    /// A further field.
    pub fn with(mut self, field: Field, sent: Sent<'a>) -> Self {
        self.record.with.to_mut().push((field, sent));
        self
    }

    /// After how many seconds its wait would end by itself, if it has such a limit.
    pub fn timed(self, seconds: Option<f64>) -> Self {
        match seconds {
            Some(seconds) => self.with(Field::Seconds, Sent::Float(seconds)),
            None => self,
        }
    }

    /// Tells a step that cannot block, after its turn has come; the caller does it next.
    pub fn once(self) {
        self.turn();
        self.note();
    }

    /// Waits for the turn of a step that is told only when its value is known: a read.
    pub fn arrive(self) {
        self.turn();
    }

    /// Waits for its turn: the pace, and in a gated run leave, where this is a choice.
    fn turn(&self) {
        if gate::is_on() {
            if gate::is_choice(self.record.kind) {
                gate::await_turn(&ahead(&self.record, 0));
            }
        } else {
            pace();
        }
    }

    /// Tells without waiting for a turn: something that has happened, not something about to be done.
    pub fn note(mut self) {
        me::tell(&mut self.record);
    }

    /// Tells that its actor has nothing to do and waits, outside of any operation: a worker without a task.
    pub fn idle(mut self, what: Lacks) {
        self.record.phase = Some(Phase::Wait);
        self.with(Field::For, Sent::Text(what)).note();
    }

    /// Arrives at a step that may block.
    pub fn begin(mut self) -> Operation<'a> {
        if !gate::is_on() {
            pace();
        }
        self.record.phase = Some(Phase::Begin);
        me::tell(&mut self.record);
        Operation { record: self.record }
    }

    /// Arrives at a step that may block, at whatever pace: only a hold stops it. For what happens so often, and by the
    /// clock, that a pace would make it something else.
    pub fn begin_at_once(self) -> Operation<'a> {
        if !gate::is_on() {
            hold();
        }
        self.begin_unpaced()
    }

    /// Tells that something begins without a turn of its own.
    pub fn begin_unpaced(mut self) -> Operation<'a> {
        self.record.phase = Some(Phase::Begin);
        me::tell(&mut self.record);
        Operation { record: self.record }
    }
}

/// A step that has begun.
pub(crate) struct Operation<'a> {
    record: Record<'a>,
}

/// What an actor cannot have yet, in the word of field `for`.
pub(crate) type Lacks = &'static str;

impl<'a> Operation<'a> {
    /// Does what may block. `lacks` asks the real object, changing nothing, what is missing right now; `go` does it,
    /// calling its argument with what is missing if it must wait after all. `None` if leave was given to time out.
    pub fn block<T>(
        &mut self,
        lacks: impl Fn() -> Option<Lacks>,
        go: impl FnOnce(&mut dyn FnMut(Lacks)) -> T,
    ) -> Option<T> {
        if gate::is_on() && self.leave(&lacks) == Leave::Timeout {
            return None;
        }
        Some(gil::released(|| go(&mut |what| self.waits(what))))
    }

    /// In a gated run: what is a choice waits for leave, what is none only as long as something is missing.
    fn leave(&mut self, lacks: &dyn Fn() -> Option<Lacks>) -> Leave {
        if !gate::is_choice(self.record.kind) && lacks().is_none() {
            return Leave::Go;
        }
        let record = self.record.clone();
        gate::park(&ahead(&record, self.milliseconds()), lacks, &mut |what| self.waits(what))
    }

    /// The rest of a step that has had its leave: waits until nothing is missing, and goes on by itself then. Only the
    /// end of its time is a choice. `sleep` sleeps so long at most, and may return early.
    pub fn rest(
        &mut self,
        seconds: Option<f64>,
        lacks: &dyn Fn() -> Option<Lacks>,
        sleep: impl Fn(Option<Duration>),
    ) -> Leave {
        let Some(what) = lacks() else { return Leave::Go };
        if gate::is_on() {
            let record = self.record.clone();
            let ahead = Ahead { goes_on: true, ..ahead(&record, self.milliseconds()) };
            return gate::park(&ahead, lacks, &mut |what| self.waits(what));
        }
        self.waits(what);
        let end = seconds.map(|seconds| Instant::now() + Duration::from_secs_f64(seconds.max(0.0)));
        while lacks().is_some() {
            let left = end.map(|end| end.saturating_duration_since(Instant::now()));
            if left == Some(Duration::ZERO) {
                return Leave::Timeout;
            }
            sleep(left);
        }
        Leave::Go
    }

    /// Milliseconds after which its wait would end by itself; 0 for never.
    fn milliseconds(&self) -> u32 {
        let seconds = self.record.with.iter().find_map(|(field, sent)| match (field, sent) {
            (Field::Seconds, Sent::Float(seconds)) => Some((seconds * 1000.0) as u32),
            _ => None,
        });
        seconds.map_or(0, |time| time.max(1))
    }

    /// Tells that it cannot go on, and for what it waits.
    pub fn waits(&mut self, what: Lacks) {
        let mut record = Record { phase: Some(Phase::Wait), ..self.record.clone() };
        record.with.to_mut().push((Field::For, Sent::Text(what)));
        me::tell(&mut record);
    }

    /// Tells the end, with what is known by then.
    pub fn end(self, more: impl FnOnce(Step<'a>) -> Step<'a>) {
        let mut step = more(Step { record: self.record });
        step.record.phase = Some(Phase::End);
        me::tell(&mut step.record);
    }

    /// Tells the end, and how it came out where that is not as asked.
    pub fn finish(self, outcome: Option<&str>) {
        match outcome {
            Some(outcome) => self.end_with(None, None, &[(Field::Outcome, Sent::Text(outcome))]),
            None => self.end(|step| step),
        }
    }

    /// Tells the end of something whose value has a shorter life than its beginning.
    pub fn end_with(self, value: Option<&str>, bytes: Option<usize>, with: &[(Field, Sent<'_>)]) {
        let mut all: Vec<(Field, Sent<'_>)> = self.record.with.to_vec();
        all.extend_from_slice(with);
        let mut record = Record {
            phase: Some(Phase::End),
            value: value.or(self.record.value),
            bytes: bytes.map(|bytes| bytes as u64).or(self.record.bytes),
            with: Cow::Owned(all),
            ..self.record
        };
        me::tell(&mut record);
    }
}

/// What the gate is told of a step.
fn ahead<'r>(record: &'r Record<'_>, timeout: u32) -> Ahead<'r> {
    let target = record.with.iter().find_map(|(_, sent)| match sent {
        Sent::Actor(slot) => Some(*slot),
        _ => None,
    });
    let signal = record.with.iter().find_map(|(field, sent)| match (field, sent) {
        (Field::Signal | Field::End | Field::Text, Sent::Text(text)) => Some(*text),
        _ => None,
    });
    Ahead {
        kind: record.kind,
        object: record.object,
        target: target.unwrap_or(0),
        line: record.line,
        value: record.value.or(signal).unwrap_or(""),
        timeout,
        goes_on: false,
        sure: false,
    }
}

/// Stays here while everybody is held.
fn hold() {
    if me::arena().header().pace.load(Ordering::Relaxed) == HOLD {
        pace();
    }
}

/// Lets the pace pass, or stays here while everybody is held.
fn pace() {
    let header = me::arena().header();
    let mut pace = header.pace.load(Ordering::Relaxed);
    if pace == 0 {
        return;
    }
    let since = Instant::now();
    loop {
        if pace == HOLD {
            header.held.fetch_add(1, Ordering::Relaxed);
            futex::wait(&header.pace, HOLD, None);
            header.held.fetch_sub(1, Ordering::Relaxed);
        } else {
            let left = Duration::from_millis(pace.into()).saturating_sub(since.elapsed());
            if left.is_zero() {
                return;
            }
            futex::wait(&header.pace, pace, Some(left));
        }
        pace = header.pace.load(Ordering::Relaxed);
    }
}
