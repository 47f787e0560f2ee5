//! A mark: an act that is worth a sign on its actor's lane.

use crate::model::event::{Event, Field, Kind, Phase};
use crate::model::world::Moment;

/// An act on a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What was done.
    pub sign: Sign,
    /// When.
    pub at: Moment,
}

/// What was done. In the order of weight: where several fall together, the last one shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// It wrote text.
    Printed,
    /// It read a shared value.
    Read,
    /// It wrote a shared value.
    Wrote,
    /// It gave a lock back.
    Released,
    /// It took a lock.
    Took,
    /// A feeder wrote an item into its queue's pipe.
    Fed,
    /// It put or sent.
    Gave,
    /// It got or received.
    Got,
    /// A task began.
    Began,
    /// A task ended.
    Done,
    /// It collected a child.
    Reaped,
    /// It forked.
    Forked,
    /// It began.
    Started,
    /// It raised an exception that nobody caught.
    Raised,
    /// It sent a signal.
    Signalled,
    /// It ended.
    Ended,
    /// It was ended by a signal.
    Killed,
}

/// The mark that the event leaves on its actor's lane.
pub(super) fn of(event: &Event, at: Moment) -> Option<Mark> {
    sign_of(event).map(|sign| Mark { sign, at })
}

fn sign_of(event: &Event) -> Option<Sign> {
    use Kind::*;
    let phase = event.phase;
    let done = super::is_done(event);
    Some(match event.kind {
        QueuePut | PipeSend if matches!(phase, Some(Phase::Begin) | None) => Sign::Gave,
        QueueGet | PipeRecv if done => Sign::Got,
        QueueFed if done => Sign::Fed,
        // The interpreter's own lock changes hands all the time, and no line of the program does it.
        LockAcquire if done => Sign::Took,
        LockRelease => Sign::Released,
        ValueRead => Sign::Read,
        ValueWrite => Sign::Wrote,
        PoolTask if phase == Some(Phase::Begin) => Sign::Began,
        PoolTask if phase == Some(Phase::End) => Sign::Done,
        ProcessFork | ProcessSpawn => Sign::Forked,
        ProcessStart | ThreadStart => Sign::Started,
        ProcessReap => Sign::Reaped,
        ProcessSignal => Sign::Signalled,
        ProcessExit if event.status().is_some_and(|status| status < 0) => Sign::Killed,
        ProcessExit | ThreadExit => Sign::Ended,
        Exception if event.text(Field::Outcome).is_none() => Sign::Raised,
        Output => Sign::Printed,
        _ => return None,
    })
}
