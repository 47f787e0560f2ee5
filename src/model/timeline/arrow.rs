//! An arrow: one actor's act and another's that answers it.

use super::block::Lasting;
use crate::model::event::{Event, Field, Kind, Phase};
use crate::model::world::{Actor, Moment, World};

/// One actor's act and another's that answers it. Actors by their place in the order of appearance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrow {
    /// What connects them.
    pub kind: ArrowKind,
    /// Who gave.
    pub giver: usize,
    /// Who took.
    pub taker: usize,
    /// When it was given.
    pub from: Moment,
    /// When it was taken.
    pub to: Moment,
}

/// What connects two acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ArrowKind {
    /// Put, and got.
    Item,
    /// Sent, and received.
    Message,
    /// Forked, and begun.
    Birth,
    /// A signal.
    Signal,
    /// Ended, and collected.
    Exit,
    /// Released, and taken by one who waited.
    Lock,
}

impl Lasting for Arrow {
    fn bounds(&self) -> (u64, u64) {
        (self.from.t.min(self.to.t), self.to.t.max(self.from.t))
    }
}

/// The arrow that ends at this event, if one does.
pub(super) fn of(event: &Event, world: &World, at: Moment) -> Option<Arrow> {
    let done = super::is_done(event);
    match event.kind {
        Kind::QueueGet if done => item(event, world, at),
        Kind::PipeRecv if done => message(event, world, at),
        Kind::ManagerServe if event.phase == Some(Phase::Begin) => request(event, world, at),
        Kind::ProcessStart => birth(world, at),
        Kind::ProcessSignal => signal(event, world, at),
        Kind::ProcessReap => exit(event, world, at),
        Kind::LockAcquire if event.phase == Some(Phase::End) && done => lock(event, world, at),
        _ => None,
    }
}

fn arrow(kind: ArrowKind, giver: &Actor, from: Moment, taker: &Actor, to: Moment) -> Option<Arrow> {
    (giver.rank != taker.rank).then_some(Arrow { kind, giver: giver.rank, taker: taker.rank, from, to })
}

fn item(event: &Event, world: &World, at: Moment) -> Option<Arrow> {
    let (item, _) = world.queue(event.object.as_deref()?)?.last_got.as_ref()?;
    arrow(ArrowKind::Item, world.actor(&item.from)?, Moment { n: item.n, t: item.at }, world.speaker()?, at)
}

fn message(event: &Event, world: &World, at: Moment) -> Option<Arrow> {
    let pipe = world.pipe(event.object.as_deref()?)?;
    let end = pipe.end(event.text(Field::End)?)?;
    let (item, _) = end.last_received.as_ref()?;
    arrow(ArrowKind::Message, world.actor(&item.from)?, Moment { n: item.n, t: item.at }, world.speaker()?, at)
}

/// From whoever asks a manager to the thread of its server that answers.
fn request(event: &Event, world: &World, at: Moment) -> Option<Arrow> {
    let caller = world.actor(event.text(Field::Target)?)?;
    arrow(ArrowKind::Message, caller, caller.waited?, world.speaker()?, at)
}

fn birth(world: &World, at: Moment) -> Option<Arrow> {
    let child = world.speaker()?;
    arrow(ArrowKind::Birth, world.actor(child.creator.as_deref()?)?, child.forked?, child, at)
}

fn signal(event: &Event, world: &World, at: Moment) -> Option<Arrow> {
    arrow(ArrowKind::Signal, world.speaker()?, at, world.actor(event.text(Field::Target)?)?, at)
}

fn exit(event: &Event, world: &World, at: Moment) -> Option<Arrow> {
    let child = world.actor(event.text(Field::Child)?)?;
    arrow(ArrowKind::Exit, child, child.ended?, world.speaker()?, at)
}

/// Only where somebody waited: else nobody let it in.
fn lock(event: &Event, world: &World, at: Moment) -> Option<Arrow> {
    let lock = world.lock(event.object.as_deref()?)?;
    let (releaser, when) = lock.last_release.as_ref()?;
    let taker = world.speaker()?;
    let waited = taker.waited?;
    (waited.n < when.n).then(|| arrow(ArrowKind::Lock, world.actor(releaser)?, *when, taker, at))?
}
