//! A lane: what one actor did from when to when.

use std::sync::Arc;

use super::Window;
use super::block::{Blocks, Lasting};
use super::mark::Mark;
use crate::model::event::Kind;
use crate::model::name::{ActorName, ObjectName};
use crate::model::world::{Actor, Moment, State};

/// What one actor did from when to when.
pub struct Lane {
    /// Whose.
    pub actor: ActorName,
    spans: Vec<Span>,
    marks: Vec<Mark>,
    holds: Blocks<Hold>,
    open_holds: Vec<usize>,
}

/// A stretch of time in which an actor did one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// What it did.
    pub what: What,
    /// The operation in which it waited.
    pub kind: Option<Kind>,
    /// The object or actor for which it waited.
    pub of: Option<Arc<str>>,
    /// Since when.
    pub from: Moment,
    /// Until when; `None` while it lasts.
    pub to: Option<Moment>,
}

/// What an actor did in a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// Its creation was told; it has not spoken yet.
    Born,
    /// It ran, or was ready to.
    Runs,
    /// It could not go on.
    Waits,
    /// It slept.
    Sleeps,
    /// It had ended and was not yet collected.
    Zombie,
}

/// A stretch of time in which an actor held a lock.
#[derive(Clone, Debug, PartialEq)]
pub struct Hold {
    /// Which lock.
    pub object: ObjectName,
    /// Since when.
    pub from: Moment,
    /// Until when; `None` while it lasts.
    pub to: Option<Moment>,
}

/// What a column of the screen shows of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// What the actor did most of that time.
    pub what: What,
    /// How many stretches of time begin in it: more than one means that it did this and that.
    pub changes: usize,
}

impl Lasting for Hold {
    fn bounds(&self) -> (u64, u64) {
        (self.from.t, self.to.map_or(u64::MAX, |to| to.t))
    }
}

impl Span {
    /// When it ends as seen from the window's place in the log.
    fn end(&self, window: &Window) -> u64 {
        self.to.filter(|to| to.n < window.at).map_or(window.now, |to| to.t)
    }

    /// How much of the time between `from` and `to` it takes, as seen from the window's place in the log.
    fn share(&self, from: u64, to: u64, window: &Window) -> u64 {
        self.end(window).min(to).saturating_sub(self.from.t.max(from))
    }

    /// The same as known at the window's place in the log.
    fn seen_from(&self, window: &Window) -> Span {
        Span { to: self.to.filter(|to| to.n < window.at), ..self.clone() }
    }
}

/// Questions.
impl Lane {
    /// What the actor did in the window, in order. A stretch that still lasts at the window's place has no end.
    pub fn spans<'a>(&'a self, window: &'a Window) -> impl DoubleEndedIterator<Item = Span> + 'a {
        let spans = self.between(window.from, window.to, window).iter();
        spans.filter(|span| span.end(window) >= window.from).map(move |span| span.seen_from(window))
    }

    /// What the actor did at a time, as seen from the window's place in the log.
    pub fn at(&self, t: u64, window: &Window) -> Option<Span> {
        self.between(t, t, window).last().map(|span| span.seen_from(window))
    }

    /// The window in as many columns of equal width: `None` where the actor was not.
    pub fn columns(&self, window: &Window, width: usize) -> Vec<Option<Column>> {
        let length = u128::from(window.to.saturating_sub(window.from));
        let edge = |column: usize| window.from + (length * column as u128 / width.max(1) as u128) as u64;
        (0..width).map(|column| self.column(edge(column), edge(column + 1), window)).collect()
    }

    /// Acts worth a mark in the window, in order.
    pub fn marks(&self, window: &Window) -> &[Mark] {
        let begin = self.marks.partition_point(|mark| mark.at.t < window.from);
        let end = self.marks.partition_point(|mark| mark.at.t <= window.to && mark.at.n < window.at);
        self.marks.get(begin..end).unwrap_or(&[])
    }

    /// The locks that the actor held in the window, at most the last `most`.
    pub fn holds(&self, window: &Window, most: usize) -> Vec<Hold> {
        let mut held = self.holds.last_in(window.from, window.to, most, |hold| hold.from.n < window.at);
        held.iter_mut().for_each(|hold| hold.to = hold.to.filter(|to| to.n < window.at));
        held
    }

    fn between(&self, from: u64, to: u64, window: &Window) -> &[Span] {
        let begin = self.spans.partition_point(|span| span.to.is_some_and(|end| end.t < from));
        let end = self.spans.partition_point(|span| span.from.t <= to.min(window.now) && span.from.n < window.at);
        self.spans.get(begin..end).unwrap_or(&[])
    }

    /// Where very many stretches fall into one column, some of them speak for all.
    fn column(&self, from: u64, to: u64, window: &Window) -> Option<Column> {
        const LOOKED_AT: usize = 48;
        let spans = self.between(from, to.saturating_sub(1).max(from), window);
        let step = spans.len().div_ceil(LOOKED_AT).max(1);
        let mut shares = [0_u64; 5];
        let mut seen = None;
        for span in spans.iter().step_by(step).filter(|span| span.end(window) > from || span.from.t >= from) {
            shares[span.what as usize] += span.share(from, to, window).max(1);
            seen = Some(span.what);
        }
        let all = [What::Born, What::Runs, What::Waits, What::Sleeps, What::Zombie];
        let most = all.into_iter().max_by_key(|what| (shares[*what as usize], Some(*what) == seen))?;
        let changes = spans.iter().rev().take_while(|span| span.from.t >= from).count();
        seen.map(|_| Column { what: most, changes })
    }
}

/// Growing.
impl Lane {
    pub(super) fn new(actor: &Actor) -> Lane {
        Lane {
            actor: actor.name.clone(),
            spans: Vec::new(),
            marks: Vec::new(),
            holds: Blocks::default(),
            open_holds: Vec::new(),
        }
    }

    /// Begins a new stretch if the actor does something else than before.
    pub(super) fn follow(&mut self, actor: &Actor, at: Moment) {
        let now = span_of(actor, at);
        let open = self.spans.last_mut().filter(|span| span.to.is_none());
        match (open, now) {
            (Some(open), Some(now)) if same(open, &now) => {}
            (open, now) => {
                if let Some(open) = open {
                    open.to = Some(Moment { n: at.n, t: at.t.max(open.from.t) });
                }
                self.spans.extend(now.map(|span| self.not_before(span)));
            }
        }
    }

    /// Spans stand in the order of time even if an event comes late.
    fn not_before(&self, mut span: Span) -> Span {
        let last = self.spans.last().and_then(|span| span.to).map_or(0, |to| to.t);
        span.from.t = span.from.t.max(last);
        span
    }

    pub(super) fn mark(&mut self, mut mark: Mark) {
        mark.at.t = mark.at.t.max(self.marks.last().map_or(0, |last| last.at.t));
        self.marks.push(mark);
    }

    /// The actor may have taken a lock. True if it holds one.
    pub(super) fn takes(&mut self, actor: &Actor, at: Moment) -> bool {
        for object in actor.holds.iter().skip(self.open_holds.len()) {
            self.open_holds.push(self.holds.len());
            self.holds.push(Hold { object: object.clone(), from: at, to: None });
        }
        !self.open_holds.is_empty()
    }

    /// Somebody has given a lock back. True if the actor still holds one.
    pub(super) fn gives_back(&mut self, actor: &Actor, at: Moment) -> bool {
        let mut place = self.open_holds.len();
        while place > 0 && self.open_holds.len() > actor.holds.len() {
            place -= 1;
            if self.is_over(place, actor) {
                let hold = self.open_holds.remove(place);
                self.holds.change(hold, |hold| hold.to = Some(Moment { n: at.n, t: at.t.max(hold.from.t) }));
            }
        }
        !self.open_holds.is_empty()
    }

    /// Whether the lane lists this hold and the actor no longer does.
    fn is_over(&self, place: usize, actor: &Actor) -> bool {
        let object = &self.holds.get(self.open_holds[place]).object;
        let listed = self.open_holds.iter().filter(|hold| self.holds.get(**hold).object == *object).count();
        listed > actor.holds.iter().filter(|held| *held == object).count()
    }
}

fn same(open: &Span, now: &Span) -> bool {
    open.what == now.what && open.kind == now.kind && open.of == now.of
}

fn span_of(actor: &Actor, at: Moment) -> Option<Span> {
    let plain = |what| Some(Span { what, kind: None, of: None, from: at, to: None });
    match &actor.state {
        State::Born => plain(What::Born),
        State::Runs if actor.is_idle() => plain(What::Waits),
        State::Runs => plain(What::Runs),
        State::Sleeps { .. } => plain(What::Sleeps),
        State::Zombie => plain(What::Zombie),
        State::Gone => None,
        State::Waits(wait) => {
            let object = wait.object.as_deref().map(Arc::from);
            let of = object.or_else(|| wait.target.as_deref().map(Arc::from));
            Some(Span { what: What::Waits, kind: Some(wait.kind), of, from: at, to: None })
        }
    }
}
