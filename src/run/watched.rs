//! A program of the learner's own, watched: it runs in the learner's session and is never ended by us unless asked to be.
//! What does not tell itself is seen from outside, in `/proc`.

use std::collections::{BTreeMap, BTreeSet};
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SigHandler, Signal, signal};
use nix::sys::signalfd::SignalFd;
use nix::sys::socket::MsgFlags;

use crate::model::{Field, Kind};
use crate::wire::arena::{Arena, SLOT_CLAIMED, SLOT_STARTED, SlotId};
use crate::wire::futex;
use crate::wire::order::{Ending, Say};
use crate::wire::record::{Record, Sent};

use super::descendants::{below, stat};
use super::hold::Hold;
use super::keeper::Keeper;
use super::launch::{Heard, hear};

/// How often the keeper looks around.
const LOOK: u16 = 10;
/// How long those whom main has left behind may be silent before the view is closed on them.
const LINGER: Duration = Duration::from_millis(500);
/// How long a Python may take to say its first word before it is seen from outside.
const SHY: Duration = Duration::from_secs(2);

/// That somebody is only seen in `/proc`.
const OUTSIDE: (Field, Sent<'static>) = (Field::By, Sent::Text("outside"));

/// Processes that were seen in `/proc` and have not told anything.
#[derive(Default)]
pub(super) struct Outsiders {
    /// Since when each was seen.
    seen: BTreeMap<i32, Instant>,
    /// Those that are told from here, and the program that each runs.
    told: BTreeMap<i32, String>,
    /// How many of each program were found.
    found: BTreeMap<String, u32>,
}

/// What the terminal sends is meant for the program; we go on.
pub(super) fn look_on() {
    for sent in [Signal::SIGINT, Signal::SIGQUIT, Signal::SIGHUP, Signal::SIGPIPE] {
        // SAFETY: the handler is the kernel's own.
        let _ = unsafe { signal(sent, SigHandler::SigIgn) };
    }
}

/// In the program's process, before it begins: signals as its shell has left them.
pub(super) fn hand_back(ignored: &[i32]) {
    for sent in [Signal::SIGINT, Signal::SIGQUIT, Signal::SIGHUP, Signal::SIGTERM] {
        let handler = if ignored.contains(&(sent as i32)) { SigHandler::SigIgn } else { SigHandler::SigDfl };
        // SAFETY: the handlers are the kernel's own.
        let _ = unsafe { signal(sent, handler) };
    }
}

/// The signals that this process ignores (`/proc/self/status`): to be asked before any handler is set.
pub(super) fn ignored() -> Vec<i32> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    (1..=31).filter(|number| mask >> (number - 1) & 1 == 1).collect()
}

impl Keeper {
    /// Until nothing of it is left, or what is left says nothing; or forklore says stop.
    pub(super) fn attend(&mut self, children: &SignalFd) -> Ending {
        loop {
            self.meet_new();
            let woken = self.listen(children, LOOK);
            while let Ok(Some(_)) = children.read_signal() {}
            self.look_around();
            self.meet_new();
            self.notice_deaths(&woken.dead);
            match hear::<Say>(&self.control, MsgFlags::MSG_DONTWAIT) {
                Heard::Message(Say::Stop) => return Ending::Stopped,
                Heard::Gone => return Ending::Done,
                Heard::Message(_) | Heard::Nothing => {}
            }
            if !self.reap() || self.nothing_stirs(LINGER) {
                return Ending::Done;
            }
        }
    }

    /// Whoever is held now is let go: nobody is left who could do it later.
    pub(super) fn let_go(&self, bells: &Path) {
        let pace = &self.arena.header().pace;
        pace.store(0, Ordering::SeqCst);
        futex::wake(pace, i32::MAX);
        // Open as long as we live.
        let hold = Hold::new(bells);
        hold.set(false);
        std::mem::forget(hold);
    }

    /// Nobody looks on any more, and the program goes on: its words are read, its orphans collected, until the last one
    /// has ended.
    pub(super) fn stay(&mut self) {
        let _ = nix::unistd::setsid();
        let mut rest = vec![0; 64 * 1024];
        while self.reap() {
            self.ears.retain(|ear| !is_silent(ear));
            let mut fds: Vec<PollFd<'_>> =
                self.ears.iter().map(|ear| PollFd::new(ear.as_fd(), PollFlags::POLLIN)).collect();
            let _ = poll(&mut fds, PollTimeout::from(100_u16));
            let ready: Vec<bool> = fds.iter().map(|fd| fd.any().unwrap_or(false)).collect();
            drop(fds);
            for (ear, _) in self.ears.iter().zip(ready).filter(|(_, ready)| *ready) {
                let _ = nix::unistd::read(ear, &mut rest);
            }
        }
    }

    /// Tells those who do not tell themselves: what is no Python, and what was started past us.
    fn look_around(&mut self) {
        let all = below(std::process::id() as i32);
        self.outsiders.seen.retain(|pid, _| all.contains(pid));
        self.part(&all);
        for pid in all {
            let since = *self.outsiders.seen.entry(pid).or_insert_with(Instant::now);
            if self.outsiders.told.contains_key(&pid) {
                self.look_at(pid);
                continue;
            }
            match slot_of(self.arena, pid) {
                Some(id) if is_silent_slot(self.arena, id) && is_foreign(pid, since) => self.introduce(id, pid),
                None if is_foreign(pid, since) && !is_announced(self.arena, pid, since) => self.discover(pid),
                _ => {}
            }
        }
    }

    /// Those told from here that are nowhere any more: somebody has collected them, and does not say so.
    fn part(&mut self, all: &BTreeSet<i32>) {
        let missing = self.outsiders.told.keys().filter(|pid| !all.contains(pid));
        let gone: Vec<i32> = missing.copied().filter(|pid| stat(*pid).is_none()).collect();
        for pid in gone {
            self.outsiders.told.remove(&pid);
            let Some(id) = slot_of(self.arena, pid).filter(|_| pid != self.main) else { continue };
            self.tell_exit(id, None);
            let with = vec![(Field::Child, Sent::Actor(id.0))];
            self.voice.tell(&mut Record { with: with.into(), ..Record::new(Kind::ProcessGone) });
        }
    }

    /// A process that nobody announced: its parent is said to have forked it.
    fn discover(&mut self, pid: i32) {
        let Some(stat) = stat(pid) else { return };
        let Some(parent) = slot_of(self.arena, stat.ppid).or_else(|| slot_of(self.arena, self.main)) else { return };
        let name = self.arena.actor_name(parent);
        let own = self.outsiders.name(&program_of(pid));
        let name = if name == "main" { own } else { format!("{name}.{own}") };
        let Some(id) = self.arena.claim_among_writers(parent, &name) else { return };
        self.arena.slot(id).pid.store(pid, Ordering::Relaxed);
        let with = vec![(Field::Child, Sent::Actor(id.0)), (Field::Method, Sent::Text("fork"))];
        self.voice.tell(&mut Record { actor: parent.0, with: with.into(), ..Record::new(Kind::ProcessFork) });
        self.introduce(id, pid);
    }

    /// One that is told from here may run another program by now (execve(2)); a Python that begins speaks for itself.
    fn look_at(&mut self, pid: i32) {
        let (Some(id), program) = (slot_of(self.arena, pid), program_of(pid)) else { return };
        let is_alive = stat(pid).is_some_and(|stat| stat.state != 'Z');
        let before = self.outsiders.told.get(&pid).filter(|before| **before != program && is_alive);
        if before.is_none() || program.contains("ython") {
            return;
        }
        let with = vec![(Field::Program, Sent::Text(&program)), OUTSIDE];
        self.voice.tell(&mut Record { actor: id.0, with: with.into(), ..Record::new(Kind::ProcessExec) });
        self.outsiders.told.insert(pid, program);
    }

    /// The first word of a process that does not say it.
    fn introduce(&mut self, id: SlotId, pid: i32) {
        self.outsiders.told.insert(pid, program_of(pid));
        let slot = self.arena.slot(id);
        slot.tid.store(pid, Ordering::Relaxed);
        slot.state.store(SLOT_STARTED, Ordering::Release);
        let program = program_of(pid);
        let ppid = stat(pid).map_or(0, |stat| stat.ppid);
        let with = vec![(Field::Name, Sent::Text(&program)), (Field::Ppid, Sent::Int(ppid.into())), OUTSIDE];
        self.voice.tell(&mut Record { actor: id.0, with: with.into(), ..Record::new(Kind::ProcessStart) });
    }
}

impl Outsiders {
    fn name(&mut self, program: &str) -> String {
        let name = program.replace(['/', '.', ',', '!'], "_");
        let count = self.found.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{name}-{count}") }
    }
}

fn is_silent(ear: &OwnedFd) -> bool {
    let mut fds = [PollFd::new(ear.as_fd(), PollFlags::POLLIN)];
    poll(&mut fds, PollTimeout::ZERO) == Ok(1)
        && fds[0].revents().is_some_and(|events| !events.contains(PollFlags::POLLIN))
}

/// Whether the owner of a slot has not said its first word.
fn is_silent_slot(arena: &Arena, id: SlotId) -> bool {
    arena.slot(id).state.load(Ordering::Acquire) == SLOT_CLAIMED
}

/// Whether a process will not tell itself: it is no Python, or has had time enough.
fn is_foreign(pid: i32, since: Instant) -> bool {
    let program = program_of(pid);
    let is_keeper = program.starts_with("forklore");
    !is_keeper && (!program.contains("ython") || since.elapsed() > SHY)
}

/// Whether a process may be the one that its parent has announced and has not learned the number of yet.
fn is_announced(arena: &Arena, pid: i32, since: Instant) -> bool {
    let Some(parent) = stat(pid).map(|stat| stat.ppid).filter(|_| since.elapsed() < SHY) else { return false };
    let is_of = |creator: u32| arena.slot(SlotId(creator)).pid.load(Ordering::Relaxed) == parent;
    let unborn = |id: &SlotId| is_silent_slot(arena, *id) && arena.slot(*id).pid.load(Ordering::Relaxed) == 0;
    let mut unborn = (1..arena.slots()).rev().map(SlotId).filter(unborn);
    unborn.any(|id| is_of(arena.slot(id).creator.load(Ordering::Relaxed)))
}

/// The program that a process runs, as the kernel calls it (`/proc/PID/comm`).
fn program_of(pid: i32) -> String {
    let exe = std::fs::read_link(format!("/proc/{pid}/exe")).ok();
    let name = exe.and_then(|path| path.file_name().map(|name| name.to_string_lossy().into_owned()));
    name.or_else(|| std::fs::read_to_string(format!("/proc/{pid}/comm")).ok().map(|name| name.trim().into()))
        .unwrap_or_else(|| "child".into())
}

fn slot_of(arena: &Arena, pid: i32) -> Option<SlotId> {
    let of = |id: &SlotId| arena.slot(*id).pid.load(Ordering::Relaxed) == pid && !arena.actor_name(*id).contains('/');
    (1..arena.slots()).rev().map(SlotId).find(of)
}
