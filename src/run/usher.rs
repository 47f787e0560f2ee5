//! The usher: gives leave in a gated run. At every moment at most one actor runs; all others are parked, or ended.
//!
//! What is no choice is granted at once, in the order of the actors. When only choices are left, somebody must choose:
//! a schedule, or the learner. An actor is asked again what it lacks whenever a step has touched its object since it
//! last answered; the object itself is asked by the actor that stands in front of it, nothing is modelled.

use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::model::Kind;
use crate::wire::arena::{
    Arena, GATE_ASKED, GATE_GO, GATE_GOES_ON, GATE_PARKED, GATE_SURE, GATE_TIMEOUT, SLOT_CLAIMED, SLOT_ENDED,
    SLOT_FREE, SlotId,
};
use crate::wire::order::Candidate;
use crate::wire::{futex, lacks};

use super::bell::Bells;
use super::pidfd::Pidfd;

/// How long an actor may be silent and asleep before it counts as blocked where the gate cannot see it.
const SILENCE: Duration = Duration::from_millis(200);
/// The same for an interpreter, which reads its library from a disk.
const LONG_SILENCE: Duration = Duration::from_secs(1);
/// How often it is looked whether forklore says something, or is gone.
const LOOK: Duration = Duration::from_millis(100);
/// How long a process that has said its last word, or was killed, may take to be gone.
pub(super) const DYING: u16 = 2000;

/// What is a choice in every lesson: operations on shared objects, releases included, and signals.
pub(super) const CHOICES: [Kind; 22] = [
    Kind::QueuePut,
    Kind::QueueGet,
    Kind::QueueEmpty,
    Kind::QueueClose,
    Kind::QueueTaskDone,
    Kind::QueueJoin,
    Kind::PipeSend,
    Kind::PipeRecv,
    Kind::PipePoll,
    Kind::PipeClose,
    Kind::LockAcquire,
    Kind::LockRelease,
    Kind::SyncWait,
    Kind::SyncSet,
    Kind::SyncNotify,
    Kind::ValueRead,
    Kind::ValueWrite,
    Kind::MemoryAttach,
    Kind::MemoryUnlink,
    Kind::ManagerCall,
    Kind::NetConnect,
    Kind::ProcessSignal,
];

/// Gives leave to the actors of one run.
pub(super) struct Usher {
    arena: &'static Arena,
    guests: Vec<Guest>,
    next: u32,
    step: u64,
    /// Step that last touched each object.
    touched: Vec<u64>,
    /// Step after which anything may have changed for anybody: an end, a closed descriptor, a feeder's write.
    upheaval: u64,
    /// A signal that was just allowed: from whom, to whom, which.
    signal: Option<(SlotId, String)>,
    /// Those who died without a last word.
    dead: Vec<SlotId>,
    /// How actors without futexes are woken.
    bells: Option<Bells>,
    /// Where forklore says stop, or is gone: then nobody is waited for any more.
    lifeline: OwnedFd,
    looked: Instant,
    stops: bool,
    /// Whether somebody slept in the kernel where the gate could not see what for.
    pub inexact: bool,
}

struct Guest {
    id: SlotId,
    process: Option<Pidfd>,
    is_thread: bool,
    /// Step at which it last said what it lacks.
    asked: u64,
    /// Asleep in the kernel, and passed over.
    stuck: bool,
    /// The sleep it was seen in when it was last looked at.
    sleep: Option<u64>,
}

/// What the usher found when nobody ran any more.
pub(super) enum Settled {
    /// Nobody is left.
    Over,
    /// These stand in front of a choice; perhaps none can go.
    Choice(Vec<Candidate>),
    /// Forklore says stop, or is gone.
    Stopped,
}

/// A process that has died: its slot and pid.
pub(super) type Died = (SlotId, i32);

impl Usher {
    /// The usher of a run whose keeper has slot 0. On the lifeline nothing but a stop comes while it has the word.
    pub fn new(arena: &'static Arena, bells: Option<Bells>, lifeline: OwnedFd) -> Usher {
        Usher {
            arena,
            bells,
            guests: Vec::new(),
            next: 1,
            step: 1,
            touched: Vec::new(),
            upheaval: 0,
            signal: None,
            dead: Vec::new(),
            lifeline,
            looked: Instant::now(),
            stops: false,
            inexact: false,
        }
    }

    /// Grants what is no choice until only choices are left. `bury` is called for every process that has died.
    pub fn settle(&mut self, bury: &mut dyn FnMut(Died)) -> Settled {
        loop {
            self.quiet(bury);
            self.ask_again(bury);
            if self.is_stopped() {
                return Settled::Stopped;
            }
            if self.guests.is_empty() {
                return Settled::Over;
            }
            match self.guests.iter().find(|guest| self.goes_by_itself(guest)).map(|guest| guest.id) {
                Some(id) => self.grant(id, false),
                None => return Settled::Choice(self.candidates()),
            }
        }
    }

    /// Whether forklore has said stop, or is gone: somebody who computes without end, or takes one step after the other
    /// that is no choice, must not keep us from hearing it.
    fn is_stopped(&mut self) -> bool {
        if !self.stops && self.looked.elapsed() >= LOOK {
            self.looked = Instant::now();
            self.stops = poll(&mut [PollFd::new(self.lifeline.as_fd(), PollFlags::POLLIN)], PollTimeout::ZERO) == Ok(1);
        }
        self.stops
    }

    /// Gives an actor leave to do its step, or to give it up as if its time were over.
    pub fn grant(&mut self, id: SlotId, timeout: bool) {
        let gate = &self.arena.slot(id).gate;
        self.step += 1;
        let object = gate.object.load(Ordering::Relaxed) as usize;
        if self.kind(id) == Kind::ProcessStart {
            // A birth changes nothing for anybody.
        } else if object == 0 || self.kind(id) == Kind::PipeClose {
            self.upheaval = self.step;
        } else {
            if self.touched.len() <= object {
                self.touched.resize(object + 1, 0);
            }
            self.touched[object] = self.step;
        }
        if self.kind(id) == Kind::ProcessSignal {
            self.signal = Some((SlotId(gate.target.load(Ordering::Relaxed)), gate.value()));
        }
        // It answers anew when it stands in front of its next step, after this one.
        for guest in self.guests.iter_mut().filter(|guest| guest.id == id) {
            guest.asked = self.step;
        }
        self.tell(id, if timeout { GATE_TIMEOUT } else { GATE_GO });
    }

    /// Everybody who is alive, to be ended.
    pub fn processes(&self) -> impl Iterator<Item = &Pidfd> {
        self.guests.iter().filter_map(|guest| guest.process.as_ref())
    }

    fn kind(&self, id: SlotId) -> Kind {
        let number = self.arena.slot(id).gate.kind.load(Ordering::Relaxed);
        Kind::of_number(number as u8).unwrap_or(Kind::Oddity)
    }

    fn is_parked(&self, guest: &Guest) -> bool {
        self.arena.slot(guest.id).gate.state.load(Ordering::Acquire) == GATE_PARKED
    }

    fn lacks(&self, id: SlotId) -> u32 {
        self.arena.slot(id).gate.lacks.load(Ordering::Relaxed)
    }

    fn is_choice(&self, id: SlotId) -> bool {
        let number = self.arena.slot(id).gate.kind.load(Ordering::Relaxed);
        number & GATE_GOES_ON == 0 && self.arena.is_choice(self.kind(id))
    }

    fn goes_by_itself(&self, guest: &Guest) -> bool {
        self.is_parked(guest) && self.lacks(guest.id) == 0 && !self.is_choice(guest.id)
    }

    fn tell(&self, id: SlotId, word: u32) {
        let state = &self.arena.slot(id).gate.state;
        state.store(word, Ordering::Release);
        match &self.bells {
            Some(bells) => bells.ring(id),
            None => futex::wake(state, 1),
        }
    }

    /// Waits until nobody runs: all are parked, ended, or asleep where we cannot see.
    fn quiet(&mut self, bury: &mut dyn FnMut(Died)) {
        let mut since = Instant::now();
        loop {
            let seen = self.arena.header().arrivals.load(Ordering::SeqCst);
            self.welcome();
            self.see_off(bury);
            if self.is_stopped() {
                return;
            }
            if !self.guests.iter().any(|guest| self.runs(guest)) {
                if self.signal.is_some() {
                    self.after_signal();
                    continue;
                }
                return;
            }
            if self.listen(seen) {
                since = Instant::now();
            } else if since.elapsed() >= self.silence() {
                self.look_closer();
                since = Instant::now();
            }
        }
    }

    /// Sleeps until somebody arrives or ends; whether that was so before it had been silent for long.
    fn listen(&mut self, seen: u32) -> bool {
        let Some(bells) = &self.bells else {
            futex::wait(&self.arena.header().arrivals, seen, Some(SILENCE));
            return self.arena.header().arrivals.load(Ordering::SeqCst) != seen;
        };
        let running = || self.guests.iter().filter(|guest| !self.dead.contains(&guest.id));
        let rang = bells.listen(running().filter_map(|guest| guest.process.as_ref()), SILENCE);
        // What these do at their end is their runtime's, which does not say its last word to us.
        let is_over = |guest: &&Guest| guest.process.as_ref().is_some_and(|process| is_gone(process, 0));
        let over: Vec<SlotId> = running().filter(is_over).map(|guest| guest.id).collect();
        self.dead.extend(over);
        rang
    }

    fn silence(&self) -> Duration {
        if self.bells.is_some() { LONG_SILENCE } else { SILENCE }
    }

    fn runs(&self, guest: &Guest) -> bool {
        !guest.stuck && !self.is_parked(guest)
    }

    /// Takes in those whose slots were claimed since the last look.
    fn welcome(&mut self) {
        for id in (self.next..self.arena.slots()).map(SlotId) {
            if self.arena.slot(id).state.load(Ordering::Acquire) == SLOT_FREE {
                return;
            }
            self.next = id.0 + 1;
            let is_thread = self.arena.actor_name(id).contains('/');
            self.guests.push(Guest { id, process: None, is_thread, asked: self.step, stuck: false, sleep: None });
        }
        for guest in self.guests.iter_mut().filter(|guest| !guest.is_thread && guest.process.is_none()) {
            let pid = self.arena.slot(guest.id).pid.load(Ordering::Relaxed);
            if pid > 0 {
                guest.process = Pidfd::open(pid);
            }
        }
        for guest in self.guests.iter_mut().filter(|guest| guest.stuck) {
            guest.stuck = self.arena.slot(guest.id).gate.state.load(Ordering::Acquire) != GATE_PARKED;
        }
    }

    /// Lets go of those who have said their last word; a process only when the kernel agrees that it has ended.
    fn see_off(&mut self, bury: &mut dyn FnMut(Died)) {
        let arena = self.arena;
        let dead = std::mem::take(&mut self.dead);
        let ended = |guest: &Guest| {
            arena.slot(guest.id).state.load(Ordering::Acquire) == SLOT_ENDED || dead.contains(&guest.id)
        };
        if !self.guests.iter().any(ended) {
            return;
        }
        // An end is a step of its own: it may come after whoever waits for it has answered.
        self.step += 1;
        self.upheaval = self.step;
        let (gone, rest): (Vec<Guest>, Vec<Guest>) = std::mem::take(&mut self.guests).into_iter().partition(ended);
        self.guests = rest;
        for guest in gone.iter().filter(|guest| !guest.is_thread) {
            if let Some(process) = &guest.process {
                is_gone(process, DYING);
            }
            bury((guest.id, arena.slot(guest.id).pid.load(Ordering::Relaxed)));
        }
        // A process's threads end with it, without a word: `bury` has marked them.
        self.guests.retain(|guest| !(guest.is_thread && ended(guest)));
    }

    /// After a signal: if it ends its target, waits until it has.
    fn after_signal(&mut self) {
        let Some((target, signal)) = self.signal.take() else { return };
        let Some(guest) = self.guests.iter().find(|guest| guest.id == target) else { return };
        let pid = self.arena.slot(target).pid.load(Ordering::Relaxed);
        let Some(process) = guest.process.as_ref().filter(|_| is_fatal(pid, &signal)) else { return };
        if is_gone(process, DYING) {
            self.dead.push(target);
        }
    }

    /// Somebody is silent: has it died, or does it sleep in the kernel, or does it simply compute?
    fn look_closer(&mut self) {
        for place in 0..self.guests.len() {
            let guest = &self.guests[place];
            if !self.runs(guest) {
                continue;
            }
            let slot = self.arena.slot(guest.id);
            let creator = self.arena.slot(SlotId(slot.creator.load(Ordering::Relaxed)));
            let unborn = slot.pid.load(Ordering::Relaxed) == 0 && creator.state.load(Ordering::Acquire) == SLOT_ENDED;
            if unborn || guest.process.as_ref().is_some_and(|process| is_gone(process, 0)) {
                self.dead.push(guest.id);
                continue;
            }
            // An interpreter takes its time to begin.
            if slot.state.load(Ordering::Acquire) == SLOT_CLAIMED && self.bells.is_some() {
                continue;
            }
            // Twice in the same sleep: on a busy machine one look may fall into a short one.
            let sleep = sleep_of(slot.pid.load(Ordering::Relaxed), slot.tid.load(Ordering::Relaxed));
            if sleep.is_some() && sleep == guest.sleep {
                self.guests[place].stuck = true;
                self.inexact = true;
            }
            self.guests[place].sleep = sleep;
        }
    }

    /// Asks those again for whom something may have changed since they answered.
    fn ask_again(&mut self, bury: &mut dyn FnMut(Died)) {
        for place in 0..self.guests.len() {
            let Some(guest) = self.guests.get(place) else { return };
            if !self.is_parked(guest) || !self.is_stale(guest) {
                continue;
            }
            let id = guest.id;
            self.guests[place].asked = self.step;
            self.tell(id, GATE_ASKED);
            self.quiet(bury);
        }
    }

    fn is_stale(&self, guest: &Guest) -> bool {
        let gate = &self.arena.slot(guest.id).gate;
        if gate.kind.load(Ordering::Relaxed) & GATE_SURE != 0 {
            return false;
        }
        let object = gate.object.load(Ordering::Relaxed) as usize;
        let touched = self.touched.get(object).copied().unwrap_or(0);
        if object != 0 && touched > guest.asked {
            return true;
        }
        // Somebody's end is not hidden in an object; whatever else is missing without one may come with any step.
        let any_step = object == 0 && lacks::word(self.lacks(guest.id)) != Some("exit");
        self.lacks(guest.id) != 0 && guest.asked < self.step && (any_step || self.upheaval > guest.asked)
    }

    /// Everybody parked, in the order of their slots: those in front of a choice, and those who lack something.
    fn candidates(&self) -> Vec<Candidate> {
        let mut all = Vec::new();
        for guest in self.guests.iter().filter(|guest| self.is_parked(guest)) {
            let gate = &self.arena.slot(guest.id).gate;
            let step = Candidate {
                slot: guest.id.0,
                timeout: false,
                lacks: self.lacks(guest.id),
                kind: self.kind(guest.id),
                object: gate.object.load(Ordering::Relaxed),
                target: gate.target.load(Ordering::Relaxed),
                line: gate.line.load(Ordering::Relaxed),
                value: gate.value(),
            };
            let timed = step.lacks != 0 && gate.timeout.load(Ordering::Relaxed) != 0;
            let timeout = timed.then(|| Candidate { timeout: true, lacks: 0, ..step.clone() });
            all.push(step);
            all.extend(timeout);
        }
        all
    }
}

/// Whether a process has ended, waiting so many milliseconds for it.
pub(super) fn is_gone(process: &Pidfd, milliseconds: u16) -> bool {
    poll(&mut [PollFd::new(process.as_fd(), PollFlags::POLLIN)], PollTimeout::from(milliseconds)) == Ok(1)
}

/// Whether a signal that was just sent ends a process: neither caught nor ignored (`/proc/PID/status`).
fn is_fatal(pid: i32, signal: &str) -> bool {
    let Ok(number) = signal.parse::<nix::sys::signal::Signal>().map(|signal| signal as u32) else { return false };
    let Ok(status) = std::fs::read_to_string(format!("/proc/{pid}/status")) else { return true };
    let has = |key: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(key));
        let mask = line.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
        mask >> (number - 1) & 1 == 1
    };
    let harmless = ["SIGCHLD", "SIGURG", "SIGWINCH", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU"];
    !has("SigIgn:") && !has("SigCgt:") && !harmless.contains(&signal)
}

/// Which of a thread's sleeps it is in, by their number (`voluntary_ctxt_switches` in `/proc/PID/task/TID/status`);
/// `None` while it runs, could run, or waits for a disk.
fn sleep_of(pid: i32, tid: i32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/task/{tid}/status")).ok()?;
    let value = |key: &str| text.lines().find_map(|line| line.strip_prefix(key)).map(str::trim);
    value("State:").filter(|state| state.starts_with('S'))?;
    value("voluntary_ctxt_switches:")?.parse().ok()
}
