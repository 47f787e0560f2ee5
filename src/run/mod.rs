//! Running a lesson: the keeper and what is below it, intake, samples, the end of everything.
//!
//! ```text
//! forklore          screen, intake, everything with threads; never forks a lesson from itself
//!  └─ keeper        this binary, one thread: subreaper, lifeline, pidfds; never the lesson
//!      └─ main      the lesson's first process
//!          └─ child …
//! ```
//!
//! Invariant: knows nothing of screens. What happens in a run leaves it as [`Feed`] on a channel, errors included.

mod backlog;
mod bell;
pub mod command;
pub mod courtesy;
mod crowd;
mod descendants;
pub mod emitter;
mod execute;
mod hold;
mod intake;
pub mod interpreter;
pub mod keeper;
mod kept;
mod launch;
mod names;
mod numbered;
mod output;
mod pidfd;
mod reading;
pub mod refused;
pub mod replay;
mod request;
mod sample;
mod scribe;
mod session;
pub mod sides;
mod sleepers;
mod strays;
mod tape;
mod terminal;
mod usher;
mod watched;
mod whole;
mod workplace;

use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crossbeam_channel::Receiver;

use crate::model::Event;
use crate::model::schedule::{Stand, Turn};
use crate::wire::arena::{Arena, HOLD, SlotId};
use crate::wire::futex;
use crate::wire::order::Say;

pub use command::Command;
pub use launch::start;
pub use request::{MOST_STEPS, Request, Then, gating};
pub use session::{Performance, Session};
pub use tape::Tape;
pub use whole::whole;

/// What a run may use up before it is ended.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Processes alive at once.
    pub processes: u32,
    /// Bytes written to standard output and error.
    pub output: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { processes: 256, output: 64 * 1024 * 1024 }
    }
}

/// How fast the actors of a run go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// As fast as they can.
    #[default]
    Full,
    /// So many milliseconds before each operation.
    Every(u32),
    /// Nobody begins another operation.
    Hold,
}

impl Pace {
    fn word(self) -> u32 {
        match self {
            Pace::Full => 0,
            Pace::Every(milliseconds) => milliseconds.clamp(1, HOLD - 1),
            Pace::Hold => HOLD,
        }
    }
}

/// What comes out of a run.
#[derive(Debug)]
pub enum Feed {
    /// What happened, in order.
    Events(Vec<Event>),
    /// Everybody is parked: who stands in front of what. [`Run::go`] answers.
    Choice(Vec<Stand>),
    /// The schedule names somebody who could not go at this turn (from 0), and who stood there.
    Misfit {
        /// Place in the schedule.
        turn: usize,
        /// Everybody who stood in front of a step.
        stands: Vec<Stand>,
    },
    /// It is over; nothing of it is left.
    Ended,
}

/// A run. Dropping it ends it: the keeper sees its lifeline cut and leaves nothing behind.
pub struct Run {
    /// What happens.
    pub feed: Receiver<Feed>,
    /// The keeper's pid.
    pub keeper: i32,
    arena: Arc<Arena>,
    control: Arc<OwnedFd>,
    /// The terminal of a program that is watched on the screen: the first is typed into.
    terminal: Option<[OwnedFd; 2]>,
    /// What holds actors that know no futex.
    hold: Option<hold::Hold>,
    reason: intake::Reason,
}

impl Run {
    /// Changes how fast the actors go.
    pub fn set_pace(&self, pace: Pace) {
        let word = &self.arena.header().pace;
        word.store(pace.word(), Ordering::SeqCst);
        futex::wake(word, i32::MAX);
        self.hold.iter().for_each(|hold| hold.set(pace == Pace::Hold));
    }

    /// How many actors stand still because everybody is held.
    pub fn held(&self) -> u32 {
        self.arena.header().held.load(Ordering::Relaxed)
    }

    /// In a gated run that asks: this actor goes next.
    pub fn go(&self, turn: &Turn) {
        let named = |id: &SlotId| self.arena.actor_name(*id) == *turn.actor.as_str();
        if let Some(SlotId(slot)) = (1..self.arena.slots()).map(SlotId).find(named) {
            let _ = launch::say(&self.control, &Say::Go { slot, timeout: turn.timeout });
        }
    }

    /// Types into its terminal, if it has one; whether there was room.
    pub fn type_in(&self, bytes: &[u8]) -> bool {
        self.terminal.as_ref().is_some_and(|[keyboard, _]| terminal::type_into(keyboard, bytes))
    }

    /// Its terminal, if it has one, gets another size: columns and rows. Who is in the foreground hears of it, from the
    /// first of the two only; by then both have it.
    pub fn resize(&self, size: (u16, u16)) {
        self.terminal.iter().flatten().rev().for_each(|terminal| terminal::resize(terminal, size));
    }

    /// The screen that shows its terminal is gone: so is its terminal, for whoever is in the foreground.
    pub fn hang_up(&self) {
        self.terminal.iter().take(1).for_each(|[keyboard, _]| terminal::hang_up(keyboard));
    }

    /// Goes away from a watched program, which goes on.
    pub fn leave(self) {
        // Not dropped: that would end it.
        std::mem::forget(self);
    }

    /// Ends it, for a reason that stands in `run.end`: `stopped`, `hang`, `limit`.
    pub fn stop(&self, reason: &'static str) {
        self.reason.set(reason);
        let _ = launch::say(&self.control, &Say::Stop);
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.stop("stopped");
    }
}
