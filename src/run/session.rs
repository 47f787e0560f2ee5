//! A session: one keeper that performs many runs, one after the other, and gives each as a whole.

use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use anyhow::Context;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{MsgFlags, Shutdown, shutdown};

use crate::model::schedule::{Choice, Stand};
use crate::model::{Event, Field, Kind};
use crate::wire::arena::{Arena, SlotId};
use crate::wire::order::{Answer, Candidate, Ending, Gating, Say, Taken};
use crate::wire::ring::{Met, drain};

use super::Request;
use super::launch::{Heard, hear, say, session_keeper};
use super::numbered::Numbered;
use super::scribe::{Scribe, say_why};

/// How long the keeper may be silent before the rings are looked into, in milliseconds.
const LOOK: u16 = 20;

/// An event, with what it is put in order by: time, ring, place.
type Told = (u64, u32, usize, Event);

/// One keeper, many runs. Dropping it ends whatever runs.
pub struct Session {
    arena: Arc<Arena>,
    control: OwnedFd,
    keeper: Child,
    scribe: Scribe,
    request: Request,
}

/// One run, as a whole.
#[derive(Clone, Debug)]
pub struct Performance {
    /// What happened, in order.
    pub events: Vec<Event>,
    /// The choices that were made; after the last one, if nobody could go, who stood there.
    pub choices: Vec<Choice>,
    /// How it ended: `done`, `hang`, `limit`, `stopped`.
    pub reason: &'static str,
    /// At which turn the schedule named somebody who could not go, and who stood there.
    pub misfit: Option<(usize, Choice)>,
    /// Whether somebody slept in the kernel where the gate could not see what for.
    pub inexact: bool,
}

impl Session {
    /// Starts a keeper for runs of this kind.
    ///
    /// # Errors
    /// If this machine refuses what a run needs.
    pub fn open(mut request: Request) -> anyhow::Result<Session> {
        let arena = Arc::new(Arena::create().context("no shared memory for the runs")?);
        arena.header().process_limit.store(request.limits.processes, Ordering::Relaxed);
        let (control, keeper) = session_keeper(&arena)?;
        let scribe = Scribe::new(arena.clone(), request.lines.clone(), request.file.clone());
        request.order.quiet = true;
        Ok(Session { arena, control, keeper, scribe, request })
    }

    /// Performs one run: in the order that the gating decides, or in whatever order comes.
    ///
    /// # Errors
    /// If the keeper is gone.
    pub fn perform(&mut self, gating: Option<Gating>) -> anyhow::Result<Performance> {
        self.perform_asking(gating, &mut |_| None)
    }

    /// The same; where the gating asks, `decide` says which of those who stand there goes. Nobody: the run is stopped.
    ///
    /// # Errors
    /// If the keeper is gone.
    pub fn perform_asking(
        &mut self,
        gating: Option<Gating>,
        decide: &mut dyn FnMut(&[Stand]) -> Option<usize>,
    ) -> anyhow::Result<Performance> {
        self.request.order.gating = gating;
        self.scribe.renew();
        say(&self.control, &Say::Start(Box::new(self.request.order.clone()))).context("the keeper does not listen")?;
        let mut choices = Vec::new();
        let mut status = None;
        let mut told = Vec::new();
        loop {
            // A run that tells much must not find its rings full.
            while !self.is_answered() {
                self.take_in(&mut told);
            }
            match hear::<Answer>(&self.control, MsgFlags::empty()) {
                Heard::Message(Answer::Taken(taken)) => choices.extend(taken.iter().map(|taken| self.choice(taken))),
                Heard::Message(Answer::MainEnded(ended)) => status = ended,
                Heard::Message(Answer::Over { ending, inexact, .. }) => {
                    return Ok(self.performance(told, choices, status, ending, inexact));
                }
                Heard::Message(Answer::Refused) => anyhow::bail!("there is no such program"),
                Heard::Gone => anyhow::bail!(
                    "the keeper has died: it was killed, or this machine refuses it a process (`ulimit -u` says how many there may be)"
                ),
                Heard::Message(Answer::Choice(candidates)) => self.answer(&candidates, decide)?,
                Heard::Nothing => {}
            }
        }
    }

    /// Says who goes next.
    fn answer(
        &mut self,
        candidates: &[Candidate],
        decide: &mut dyn FnMut(&[Stand]) -> Option<usize>,
    ) -> anyhow::Result<()> {
        let stands: Vec<Stand> = candidates.iter().map(|candidate| self.scribe.stand(candidate)).collect();
        let chosen = decide(&stands).and_then(|place| candidates.get(place));
        let word = chosen.map_or(Say::Stop, |chosen| Say::Go { slot: chosen.slot, timeout: chosen.timeout });
        say(&self.control, &word).context("the keeper does not listen")
    }

    fn choice(&mut self, taken: &Taken) -> Choice {
        let stands: Vec<_> = taken.candidates.iter().map(|candidate| self.scribe.stand(candidate)).collect();
        let chosen = usize::try_from(taken.chosen).ok().filter(|place| *place < stands.len());
        Choice { stands, chosen }
    }

    fn performance(
        &mut self,
        told: Vec<Told>,
        choices: Vec<Choice>,
        status: Option<i32>,
        ending: Ending,
        inexact: bool,
    ) -> Performance {
        let reason = ending.reason();
        let misfit = match ending {
            Ending::Misfit { turn, candidates } => {
                Some((turn as usize, self.choice(&Taken { chosen: u32::MAX, candidates })))
            }
            _ => None,
        };
        Performance { events: self.collect(told, status, reason), choices, reason, misfit, inexact }
    }

    /// Whether the keeper says something before [`LOOK`] is over.
    fn is_answered(&self) -> bool {
        poll(&mut [PollFd::new(self.control.as_fd(), PollFlags::POLLIN)], PollTimeout::from(LOOK)) != Ok(0)
    }

    /// Takes over what the rings hold.
    fn take_in(&mut self, told: &mut Vec<Told>) {
        for ring in (0..self.arena.slots()).map(SlotId) {
            drain(&self.arena, ring, |met| {
                if let Met::Record(record) = met {
                    told.push((record.t, ring.0, told.len(), self.scribe.event(ring, &record)));
                }
            });
        }
    }

    /// Everything that was told, in order. Nobody writes any more.
    fn collect(&mut self, mut all: Vec<Told>, status: Option<i32>, reason: &str) -> Vec<Event> {
        self.take_in(&mut all);
        all.sort_unstable_by_key(|(t, ring, place, _)| (*t, *ring, *place));
        let mut log = Numbered::default();
        log.push(self.request.start_event());
        for (.., mut event) in all {
            if event.kind == Kind::RunStop {
                say_why(&mut event, None);
            }
            log.push(event);
        }
        let t = log.events.last().map_or(0, |event| event.t);
        log.end_all(t);
        let end = Event { t, ..Event::new(Kind::RunEnd) };
        log.push(end.with(Field::Status, status).with(Field::Reason, reason));
        log.events
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = shutdown(self.control.as_raw_fd(), Shutdown::Both);
        let _ = self.keeper.wait();
    }
}
