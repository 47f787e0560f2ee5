//! An unattended run: nobody sits before it, so it is ended where it would never end, and judged when it is over.

use std::io;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, never, select};

use crate::lesson::Lesson;
use crate::lesson::check::runs::Trial;
use crate::lesson::conclusion::Conclusion;
use crate::model::misfit::Misfit;
use crate::model::{Event, Kind, Log, need};
use crate::run::{self, Feed, Run};

use super::interrupt::Interrupt;
use super::trial::Asked;

/// How long nothing must have moved, where nobody can move, before the run is ended.
const STILL: Duration = Duration::from_secs(1);
/// How often the clock is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// Takes events in as they come; whether to go on.
pub type Tell<'a> = &'a mut dyn FnMut(&[Event]) -> io::Result<bool>;

/// A run that nobody sits before.
pub struct Unattended<'a> {
    lesson: &'a Lesson,
    trial: &'a Trial,
    run: Run,
    limit: Duration,
    interrupts: Receiver<Interrupt>,
    log: Log,
    began: Instant,
    stirred: Instant,
    misfit: Option<Misfit>,
    end: Option<Event>,
}

/// How an unattended run came out.
pub struct Outcome {
    /// What happened.
    pub log: Log,
    /// Whether a claim that this program should keep is broken.
    pub broken: bool,
    /// The signal that ended it, if one did.
    pub interrupt: Option<Interrupt>,
    /// Where the schedule did not fit, if it did not.
    pub misfit: Option<Misfit>,
}

impl<'a> Unattended<'a> {
    /// Starts it.
    ///
    /// # Errors
    /// If the program has no native twin, or the machine refuses what a run needs.
    pub fn start(asked: &'a Asked, limit: Duration) -> anyhow::Result<Unattended<'a>> {
        let run = run::start(asked.request()?)?;
        let now = Instant::now();
        Ok(Unattended {
            lesson: &asked.lesson,
            trial: &asked.trial,
            run,
            limit,
            interrupts: never(),
            log: Log::new(),
            began: now,
            stirred: now,
            misfit: None,
            end: None,
        })
    }

    /// These signals end it in order; a second one at once.
    pub fn heeding(mut self, interrupts: Receiver<Interrupt>) -> Unattended<'a> {
        self.interrupts = interrupts;
        self
    }

    /// Until it is over and judged; each event is told once, in order.
    ///
    /// # Errors
    /// If `tell` fails; the run is ended then.
    pub fn follow(mut self, tell: Tell<'_>) -> io::Result<Outcome> {
        let mut interrupt = None;
        loop {
            let heard = select! {
                recv(self.run.feed) -> feed => feed.map_err(|_| RecvTimeoutError::Disconnected),
                recv(self.interrupts) -> signal => {
                    self.run.stop("stopped");
                    if interrupt.is_some() {
                        break;
                    }
                    interrupt = signal.ok();
                    continue;
                }
                default(LOOK) => Err(RecvTimeoutError::Timeout),
            };
            match heard {
                Ok(Feed::Events(events)) => self.take(events, tell)?,
                Ok(Feed::Ended) | Err(RecvTimeoutError::Disconnected) => break,
                Ok(Feed::Misfit { turn, stands }) => self.misfit = Some(Misfit { turn, stands }),
                Ok(Feed::Choice(_)) | Err(RecvTimeoutError::Timeout) => {}
            }
            self.end_if_endless();
        }
        let broken = self.conclude(tell)?;
        Ok(Outcome { log: self.log, broken, interrupt, misfit: self.misfit })
    }

    /// Tells all but the last event: what is found and judged comes before that.
    fn take(&mut self, mut events: Vec<Event>, tell: Tell<'_>) -> io::Result<()> {
        self.end = events.pop_if(|event| event.kind == Kind::RunEnd).or(self.end.take());
        if events.iter().any(|event| event.kind != Kind::Sample) {
            self.stirred = Instant::now();
        }
        if !tell(&events)? {
            self.run.stop("stopped");
        }
        self.log.extend(events);
        Ok(())
    }

    fn end_if_endless(&self) {
        if self.began.elapsed() > self.limit {
            self.run.stop("limit");
        } else if self.stirred.elapsed() > STILL && need::nobody_can_move(self.log.world()) {
            self.run.stop("hang");
        }
    }

    /// Tells what was found and what the claims come to, then the end. Whether a claim is broken that should hold.
    fn conclude(&mut self, tell: Tell<'_>) -> io::Result<bool> {
        let Some(end) = self.end.take() else { return Ok(false) };
        self.log.push(end);
        let conclusion = Conclusion::of(&self.log, self.lesson, self.trial);
        tell(&conclusion.events)?;
        Ok(conclusion.broken)
    }
}
