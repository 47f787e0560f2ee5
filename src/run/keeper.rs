//! The keeper: a small process of one thread between forklore and a lesson. It forks the lesson's main process, adopts
//! its orphans, tells what only the kernel knows, and leaves nothing behind, however forklore ends.
//!
//! Its life hangs on the control socket: at end-of-file forklore is gone, and the keeper ends everything below itself.
//! PR_SET_PDEATHSIG is of no use here: it fires when the *thread* that forked us ends (prctl(2)).

use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};
use nix::sys::signalfd::{SfdFlags, SignalFd};
use nix::sys::socket::MsgFlags;

use crate::model::{Field, Kind};
use crate::mp;
use crate::wire::arena::{Arena, SLOT_CLAIMED, SLOT_ENDED, SLOT_FREE, SLOT_STARTED, SlotId};
use crate::wire::order::{Answer, Candidate, Ending, Gating, Order, Say, Taken, Then};
use crate::wire::record::{Record, Sent};
use crate::wire::ring::Teller;

use super::bell::Bells;
use super::descendants::{alive, below, kill_below, stat};
use super::execute;
use super::launch::{Heard, hear, say};
use super::pidfd::Pidfd;
use super::sleepers::Sleepers;
use super::terminal;
use super::usher::{self, Settled, Usher};
use super::watched::{self, Outsiders};

/// The first argument that makes this binary a keeper.
pub const KEEPER: &str = "--keeper";
/// How often the keeper looks for processes that it has not met.
const LOOK: u16 = 20;
/// How long who has collected a child may take to tell it.
const SILENT: Duration = Duration::from_millis(100);
/// How long those whom main has left behind may be silent before they are ended.
const LINGER: Duration = Duration::from_secs(3);
/// How long the keeper waits for room to tell something: its lifeline may be cut meanwhile.
const PATIENCE: Duration = Duration::from_millis(50);
/// How often the keeper counts those below it at least.
const COUNT: Duration = Duration::from_millis(500);

/// What the native engine can run: the main function of a lesson or of one of its variants.
pub type Programs = fn(lesson: &str, program: &str) -> Option<Program>;

/// A native program: its main function, and the Rust file that its lines are counted in.
#[derive(Clone)]
pub struct Program {
    /// What the lesson's first process does.
    pub main: fn(&mp::Run) -> Result<(), mp::Exception>,
    /// End of the path of its source: `queue/program.rs`.
    pub file: String,
}

/// Whether a first argument makes this binary something else than the command line: a keeper, or a lesson's child.
pub(super) fn is_own_word(word: &str) -> bool {
    matches!(word, KEEPER | mp::spawn::SPAWNED)
}

/// Whether this process was started as a keeper; if so, it becomes one and never returns.
pub fn become_keeper_if_asked(programs: Programs) {
    let mut args = std::env::args().skip(1);
    match args.next().as_deref() {
        Some(KEEPER) => {}
        Some(mp::spawn::SPAWNED) => become_child(&args.collect::<Vec<_>>(), programs),
        _ => return,
    }
    let fds: Vec<RawFd> = args.filter_map(|fd| fd.parse().ok()).collect();
    // SAFETY: these descriptors were handed to us, and nobody else in this process has them.
    let mut fds = fds.into_iter().map(|fd| unsafe { OwnedFd::from_raw_fd(fd) });
    let (Some(control), Some(arena), Some(out), Some(err)) = (fds.next(), fds.next(), fds.next(), fds.next()) else {
        std::process::exit(2)
    };
    std::process::exit(keep(control, arena, [out, err], fds.collect(), programs).map_or(1, |()| 0))
}

/// A lesson's child that was started afresh, and not forked.
fn become_child(words: &[String], programs: Programs) -> ! {
    let program_of = |order: &Order| programs(&order.lesson, &order.program).map(|found| (found.main, found.file));
    mp::spawn::become_child(words, program_of);
    std::process::exit(2)
}

/// Keeps whatever it is asked to. Where it gets the other ends of the outputs too, it is a program of the learner's own.
fn keep(
    control: OwnedFd,
    arena: OwnedFd,
    [out, err]: [OwnedFd; 2],
    ears: Vec<OwnedFd>,
    programs: Programs,
) -> anyhow::Result<()> {
    if ears.is_empty() {
        // Away from the terminal: its Ctrl-C and its hang-up are forklore's, which tells us what to do.
        let _ = nix::unistd::setsid();
        reset_signals();
    } else {
        watched::look_on();
    }
    nix::sys::prctl::set_child_subreaper(true)?;
    std::panic::set_hook(Box::new(|_| {}));
    let arena: &'static Arena = Box::leak(Box::new(Arena::open(arena)?));
    let mut mask = SigSet::empty();
    mask.add(Signal::SIGCHLD);
    mask.thread_block()?;
    let children = SignalFd::with_flags(&mask, SfdFlags::SFD_CLOEXEC | SfdFlags::SFD_NONBLOCK)?;

    let own = arena.claim(SlotId(0), "keeper")?;
    let mut keeper = Keeper {
        arena,
        voice: Teller::new(arena, own).with_patience(PATIENCE),
        control,
        outputs: [Some(out), Some(err)],
        is_hushed: false,
        ears,
        outsiders: Outsiders::default(),
        met: Vec::new(),
        collected: Vec::new(),
        next: own.0 + 1,
        main: 0,
        main_ended: None,
        killed: 0,
        has_told_stop: false,
        workplace: None,
        stir: (0, Instant::now()),
        counted: (threads_everywhere(), Instant::now()),
    };
    let mut first = true;
    while let Heard::Message(Say::Start(order)) = hear::<Say>(&keeper.control, MsgFlags::empty()) {
        if !std::mem::take(&mut first) {
            keeper.renew();
        }
        if !keeper.perform(*order, programs, &children)? {
            break;
        }
    }
    if keeper.ears.is_empty() {
        keeper.end_everything();
    }
    keeper.clear_away();
    Ok(())
}

pub(super) struct Keeper {
    pub(super) arena: &'static Arena,
    pub(super) voice: Teller,
    pub(super) control: OwnedFd,
    /// Where the lesson's standard output and error go; given away with the first run that is read.
    pub(super) outputs: [Option<OwnedFd>; 2],
    /// Whether this process's own outputs, and so the lesson's, lead nowhere.
    is_hushed: bool,
    /// The other ends, where a program of the learner's own is watched: to be read if forklore is gone.
    pub(super) ears: Vec<OwnedFd>,
    /// Those who do not tell themselves, where a program of the learner's own is watched.
    pub(super) outsiders: Outsiders,
    /// Processes met and not yet seen dead.
    pub(super) met: Vec<(SlotId, i32, Pidfd)>,
    /// Processes seen dead whose status somebody else has collected, and since when: who collected it tells it.
    pub(super) collected: Vec<(SlotId, Instant)>,
    /// First slot not yet looked at.
    pub(super) next: u32,
    pub(super) main: i32,
    pub(super) main_ended: Option<Instant>,
    pub(super) killed: u32,
    /// Whether it was told that those who are left are ended.
    has_told_stop: bool,
    /// The directory of the run, for which forklore may not be there any more.
    workplace: Option<PathBuf>,
    /// Bytes told by all when last seen to change, and when that was.
    pub(super) stir: (u64, Instant),
    /// Threads of the whole machine when those below were last counted, and when that was.
    pub(super) counted: (usize, Instant),
}

/// What a sleep of the keeper's ended with.
pub(super) struct Woken {
    /// Whether forklore says something, or is gone.
    is_spoken_to: bool,
    /// Which of the processes met are dead, in their order.
    pub dead: Vec<bool>,
}

impl Keeper {
    /// One run, from its start to the end of everything in it; whether forklore is still there.
    fn perform(&mut self, order: Order, programs: Programs, children: &SignalFd) -> anyhow::Result<bool> {
        let program = programs(&order.lesson, &order.program);
        if program.is_none() && order.execute.is_none() {
            say(&self.control, &Answer::Refused)?;
            return Ok(false);
        }
        let gating = order.gating.clone();
        self.workplace = order.execute.as_ref().map(|execute| execute.workplace.clone());
        let bells_at = order.execute.as_ref().map(|execute| execute.bells.clone()).unwrap_or_default();
        if let Some(gating) = &gating {
            self.prepare_gate(gating, order.execute.is_none());
        }
        let bells = match (&gating, &order.execute) {
            (Some(_), Some(execute)) => Some(Bells::hang(&execute.bells)?),
            _ => None,
        };
        self.start_main(order, program)?;
        let (ending, inexact) = match gating {
            None if !self.ears.is_empty() => (self.attend(children), false),
            None => (self.watch(children), false),
            Some(gating) => self.usher(gating, bells),
        };
        if self.ears.is_empty() || ending == Ending::Stopped {
            self.tell_stop(&ending);
            self.end_everything();
        }
        let over = Answer::Over { killed: self.killed, ending, inexact };
        let heard = say(&self.control, &over).is_ok();
        if !self.ears.is_empty() {
            self.let_go(&bells_at);
            self.stay();
        }
        Ok(heard)
    }

    /// Removes the directory of the run. Forklore has done so already, unless it was killed.
    fn clear_away(&self) {
        if let Some(workplace) = &self.workplace {
            let _ = std::fs::remove_dir_all(workplace);
        }
    }

    /// As at the beginning, for another run.
    fn renew(&mut self) {
        self.arena.renew();
        self.voice = Teller::new(self.arena, SlotId(0)).with_patience(PATIENCE);
        self.met.clear();
        self.collected.clear();
        (self.next, self.main, self.main_ended, self.killed, self.has_told_stop) = (1, 0, None, 0, false);
    }

    fn start_main(&mut self, order: Order, program: Option<Program>) -> anyhow::Result<()> {
        let quiet = order.quiet;
        if quiet {
            self.hush()?;
        } else if self.outputs[0].is_none() {
            anyhow::bail!("only the first run of a keeper can be read");
        }
        let terminal = order.execute.as_ref().is_some_and(|execute| execute.terminal);
        if let (true, Some(out)) = (terminal, &self.outputs[0]) {
            terminal::lead(out);
        }
        self.arena.ask_process()?;
        let slot = self.arena.claim(SlotId(0), "main")?;
        // SAFETY: we have one thread.
        match unsafe { libc::fork() } {
            -1 => Err(nix::Error::last().into()),
            0 => become_main(self.arena, slot, order, program, &self.outputs),
            pid => {
                self.arena.slot(slot).pid.store(pid, Ordering::Relaxed);
                self.main = pid;
                if !quiet {
                    // This process must not keep them: their end of file is the lesson's.
                    self.outputs = [None, None];
                }
                Ok(())
            }
        }
    }

    /// From now on nobody hears what is written: neither from this process, nor from whom it forks.
    fn hush(&mut self) -> anyhow::Result<()> {
        if self.is_hushed {
            return Ok(());
        }
        let nowhere = std::fs::File::options().write(true).open("/dev/null")?;
        for stream in [1, 2] {
            // SAFETY: dup2(2) onto a standard descriptor, which nothing in this process owns.
            nix::Error::result(unsafe { libc::dup2(nowhere.as_raw_fd(), stream) })?;
        }
        (self.outputs, self.is_hushed) = ([None, None], true);
        Ok(())
    }

    /// From now on every step waits for leave, and everybody shares one core, where a wake across cores costs ten times
    /// more. CPython's processes are not pinned: they look at how many cores there are.
    fn prepare_gate(&self, gating: &Gating, pins: bool) {
        let header = self.arena.header();
        header.gated.store(1, Ordering::Release);
        for &kind in usher::CHOICES.iter().chain(&gating.choices) {
            self.arena.make_choice(kind);
        }
        if !pins {
            return;
        }
        let mut one = nix::sched::CpuSet::new();
        let here = nix::sched::sched_getcpu().unwrap_or(0);
        if one.set(here).is_ok() {
            let _ = nix::sched::sched_setaffinity(nix::unistd::Pid::from_raw(0), &one);
        }
    }

    /// Gives leave, choice by choice, until the run is over.
    fn usher(&mut self, gating: Gating, bells: Option<Bells>) -> (Ending, bool) {
        let Ok(lifeline) = self.control.try_clone() else { return (Ending::Stopped, false) };
        let mut usher = Usher::new(self.arena, bells, lifeline);
        let mut taken = Vec::new();
        let ending = self.follow(&mut usher, &gating, &mut taken);
        let _ = say(&self.control, &Answer::Taken(taken));
        self.tell_stop(&ending);
        for process in usher.processes() {
            process.kill();
        }
        for process in usher.processes() {
            usher::is_gone(process, usher::DYING);
        }
        (ending, usher.inexact)
    }

    fn follow(&mut self, usher: &mut Usher, gating: &Gating, taken: &mut Vec<Taken>) -> Ending {
        let mut sleepers = Sleepers::new(self.arena, gating.asleep.clone());
        for turn in 0.. {
            let candidates = match usher.settle(&mut |(slot, pid)| self.bury(slot, pid)) {
                Settled::Over if turn < gating.schedule.len() => {
                    return Ending::Misfit { turn: turn as u32, candidates: Vec::new() };
                }
                Settled::Over => return Ending::Done,
                Settled::Stopped => return Ending::Stopped,
                Settled::Choice(candidates) => candidates,
            };
            if turn >= gating.most as usize {
                return Ending::TooLong;
            }
            if turn % 64 == 63 && self.is_told_to_stop() {
                return Ending::Stopped;
            }
            let chosen = match self.choose(turn, gating, &candidates, &sleepers) {
                Ok(place) => place,
                Err(ending) => {
                    if matches!(ending, Ending::Deadlock | Ending::Redundant) {
                        // Who stood there is told all the same, as a choice of nobody: the explorer finds races there.
                        taken.push(Taken { chosen: u32::MAX, candidates });
                    }
                    return ending;
                }
            };
            if turn >= gating.schedule.len() {
                sleepers.wake(&candidates[chosen]);
            }
            usher.grant(SlotId(candidates[chosen].slot), candidates[chosen].timeout);
            taken.push(Taken { chosen: chosen as u32, candidates });
            if taken.len() == 64 {
                let _ = say(&self.control, &Answer::Taken(std::mem::take(taken)));
            }
        }
        Ending::Done
    }

    /// Who goes at this turn: whom the schedule names, else whom the learner names, else the first who can.
    fn choose(
        &self,
        turn: usize,
        gating: &Gating,
        candidates: &[Candidate],
        sleepers: &Sleepers,
    ) -> Result<usize, Ending> {
        let can = |candidate: &Candidate| candidate.lacks == 0;
        if let Some((name, timeout)) = gating.schedule.get(turn) {
            let named = |candidate: &Candidate| {
                candidate.timeout == *timeout && self.arena.actor_name(SlotId(candidate.slot)) == *name
            };
            let misfit = || Ending::Misfit { turn: turn as u32, candidates: candidates.to_vec() };
            return candidates.iter().position(|one| can(one) && named(one)).ok_or_else(misfit);
        }
        let able = candidates.iter().any(can);
        if gating.then == Then::Ask {
            return self.ask(candidates).ok_or(if able { Ending::Stopped } else { Ending::Deadlock });
        }
        let awake = candidates.iter().position(|one| can(one) && !sleepers.has(one));
        awake.ok_or(if able { Ending::Redundant } else { Ending::Deadlock })
    }

    /// Whom forklore names; `None` if it says stop or is gone.
    fn ask(&self, candidates: &[Candidate]) -> Option<usize> {
        say(&self.control, &Answer::Choice(candidates.to_vec())).ok()?;
        loop {
            match hear::<Say>(&self.control, MsgFlags::empty()) {
                Heard::Message(Say::Go { slot, timeout }) => {
                    let named = |one: &Candidate| one.slot == slot && one.timeout == timeout && one.lacks == 0;
                    if let Some(place) = candidates.iter().position(named) {
                        return Some(place);
                    }
                }
                Heard::Nothing => {}
                Heard::Message(_) | Heard::Gone => return None,
            }
        }
    }

    fn is_told_to_stop(&self) -> bool {
        !matches!(hear::<Say>(&self.control, MsgFlags::MSG_DONTWAIT), Heard::Nothing)
    }

    /// A process has died: tells it if it did not, silences its threads, collects it if it is ours.
    fn bury(&mut self, slot: SlotId, pid: i32) {
        if self.arena.slot(slot).state.load(Ordering::Acquire) != SLOT_ENDED {
            let raw = stat(pid).filter(|stat| stat.state == 'Z').map(|stat| stat.exit_code);
            self.tell_exit(slot, raw.map(mp::exit_code));
        }
        self.silence(pid);
        self.reap();
    }

    /// Until nothing is left, or forklore says stop, or forklore is gone.
    fn watch(&mut self, children: &SignalFd) -> Ending {
        loop {
            self.meet_new();
            let woken = self.listen(children, LOOK);
            while let Ok(Some(_)) = children.read_signal() {}
            self.meet_new();
            self.notice_deaths(&woken.dead);
            if woken.is_spoken_to && !matches!(hear::<Say>(&self.control, MsgFlags::MSG_DONTWAIT), Heard::Nothing) {
                return Ending::Stopped;
            }
            if !self.reap() || self.nothing_stirs(LINGER) {
                return Ending::Done;
            }
            if self.is_crowded() {
                return Ending::TooLong;
            }
        }
    }

    /// Sleeps until forklore says something, a child has ended, or one of the processes met has; so many milliseconds at most.
    pub(super) fn listen(&self, children: &SignalFd, most: u16) -> Woken {
        let mut fds = vec![
            PollFd::new(self.control.as_fd(), PollFlags::POLLIN),
            PollFd::new(children.as_fd(), PollFlags::POLLIN),
        ];
        fds.extend(self.met.iter().map(|(_, _, process)| PollFd::new(process.as_fd(), PollFlags::POLLIN)));
        let _ = poll(&mut fds, PollTimeout::from(most));
        let is_ready = |fd: &PollFd<'_>| fd.any().unwrap_or(false);
        Woken { is_spoken_to: is_ready(&fds[0]), dead: fds[2..].iter().map(is_ready).collect() }
    }

    /// Whether more are alive than may be: processes that did not ask, because they do not know us. They are counted
    /// now and then, and at once where the whole machine suddenly has more.
    fn is_crowded(&mut self) -> bool {
        let limit = self.arena.header().process_limit.load(Ordering::Relaxed) as usize;
        let (everywhere, when) = self.counted;
        let now = threads_everywhere();
        if when.elapsed() < COUNT && now < everywhere + limit / 4 {
            return false;
        }
        self.counted = (now, Instant::now());
        let all = below(std::process::id() as i32);
        all.len() > limit && alive(&all) > limit
    }

    /// Opens a pidfd for every process that has come since the last look.
    pub(super) fn meet_new(&mut self) {
        let known = self.arena.slots();
        let mut first_unborn = known;
        for id in (self.next..known).map(SlotId) {
            let slot = self.arena.slot(id);
            if matches!(slot.state.load(Ordering::Acquire), SLOT_FREE | SLOT_CLAIMED) {
                first_unborn = first_unborn.min(id.0);
            }
            let pid = slot.pid.load(Ordering::Relaxed);
            let is_new = pid > 0 && !self.met.iter().any(|(other, _, _)| *other == id);
            if is_new && slot.state.load(Ordering::Acquire) == SLOT_STARTED && !self.arena.actor_name(id).contains('/')
            {
                self.met.extend(Pidfd::open(pid).map(|process| (id, pid, process)));
            }
        }
        self.next = first_unborn;
    }

    /// Tells the end of those who could not tell it themselves.
    pub(super) fn notice_deaths(&mut self, dead: &[bool]) {
        let mut place = 0;
        let (gone, alive) = std::mem::take(&mut self.met).into_iter().partition::<Vec<_>, _>(|_| {
            place += 1;
            dead.get(place - 1).copied().unwrap_or(false)
        });
        self.met = alive;
        for (slot, pid, _) in gone {
            match stat(pid).filter(|stat| stat.state == 'Z') {
                Some(stat) => self.tell_exit(slot, Some(mp::exit_code(stat.exit_code))),
                None => self.collected.push((slot, Instant::now())),
            }
            self.silence_threads(pid);
        }
        self.tell_uncollected();
    }

    /// Somebody has collected these, and nobody has told it.
    fn tell_uncollected(&mut self) {
        let silent = |(_, since): &mut (SlotId, Instant)| since.elapsed() > SILENT;
        let over: Vec<_> = self.collected.extract_if(.., silent).collect();
        for (slot, _) in over {
            self.tell_exit(slot, None);
        }
    }

    pub(super) fn tell_exit(&mut self, slot: SlotId, status: Option<i32>) {
        if self.arena.slot(slot).state.load(Ordering::Acquire) == SLOT_ENDED {
            return;
        }
        let status = status.map_or(Sent::Null, |status| Sent::Int(status.into()));
        let with = vec![(Field::Status, status), (Field::By, Sent::Text("kernel"))];
        self.voice.tell(&mut Record { actor: slot.0, with: with.into(), ..Record::new(Kind::ProcessExit) });
        self.arena.end_process(slot);
    }

    /// Nobody of a dead process will ever finish a record: intake must not wait for it.
    pub(super) fn silence_threads(&self, pid: i32) {
        for id in (1..self.arena.slots()).map(SlotId) {
            let slot = self.arena.slot(id);
            if slot.pid.load(Ordering::Relaxed) == pid {
                slot.busy.store(0, Ordering::Release);
                if self.arena.actor_name(id).contains('/') {
                    let _ = slot.state.compare_exchange(SLOT_STARTED, SLOT_ENDED, Ordering::AcqRel, Ordering::Relaxed);
                }
            }
        }
    }

    /// The same, and its end needs no telling any more.
    fn silence(&self, pid: i32) {
        for slot in (1..self.arena.slots()).map(|id| self.arena.slot(SlotId(id))) {
            if slot.pid.load(Ordering::Relaxed) == pid {
                slot.busy.store(0, Ordering::Release);
                let _ = slot.state.compare_exchange(SLOT_STARTED, SLOT_ENDED, Ordering::AcqRel, Ordering::Relaxed);
            }
        }
    }

    /// Collects our own dead children: main, and orphans that came to us. Whether any child is left.
    pub(super) fn reap(&mut self) -> bool {
        loop {
            let mut raw = 0;
            // SAFETY: the integer is ours.
            match unsafe { libc::waitpid(-1, &mut raw, libc::WNOHANG) } {
                -1 => return nix::Error::last() != nix::Error::ECHILD,
                0 => return true,
                pid => self.reaped(pid, mp::exit_code(raw)),
            }
        }
    }

    fn reaped(&mut self, pid: i32, status: i32) {
        if pid == self.main {
            self.main_ended = Some(Instant::now());
            let _ = say(&self.control, &Answer::MainEnded(Some(status)));
        }
        let of = |id: &SlotId| {
            self.arena.slot(*id).pid.load(Ordering::Relaxed) == pid && !self.arena.actor_name(*id).contains('/')
        };
        let Some(slot) = (1..self.arena.slots()).rev().map(SlotId).find(of) else { return };
        self.tell_exit(slot, Some(status));
        self.silence(pid);
        let with = vec![(Field::Child, Sent::Actor(slot.0)), (Field::Status, Sent::Int(status.into()))];
        self.voice.tell(&mut Record { with: with.into(), ..Record::new(Kind::ProcessReap) });
    }

    /// Whether main has ended and those whom it left have long said nothing.
    pub(super) fn nothing_stirs(&mut self, linger: Duration) -> bool {
        let heads = (1..self.arena.slots()).map(|id| self.arena.slot(SlotId(id)).head.load(Ordering::Relaxed));
        let told = heads.fold(0, u64::wrapping_add);
        if told != self.stir.0 {
            self.stir = (told, Instant::now());
        }
        self.main_ended.is_some_and(|ended| ended.elapsed() > linger) && self.stir.1.elapsed() > linger
    }

    /// Tells, before the first blow, that those who are left are going to be ended, if anybody is: what they tell from
    /// then on, and what is told of them, is our doing.
    fn tell_stop(&mut self, ending: &Ending) {
        if self.has_told_stop || !self.reap() {
            return;
        }
        let left = alive(&below(std::process::id() as i32));
        if left == 0 {
            return;
        }
        self.has_told_stop = true;
        let mut with = vec![(Field::Signal, Sent::Text("SIGKILL")), (Field::Count, Sent::Int(left as i64))];
        // Why it said stop, forklore knows.
        if *ending != Ending::Stopped {
            with.insert(0, (Field::Reason, Sent::Text(ending.reason())));
        }
        self.voice.tell(&mut Record { with: with.into(), ..Record::new(Kind::RunStop) });
    }

    /// Kills and collects until nobody is left, however fast they fork.
    fn end_everything(&mut self) {
        self.arena.header().stopping.store(1, Ordering::SeqCst);
        let root = std::process::id() as i32;
        let began = Instant::now();
        if self.main > 0 && self.main_ended.is_none() {
            // Until we collect it the number is main's. A whole group dies at once, however fast it forks: a fork with a
            // signal pending begins anew (fork(2), ERESTARTNOINTR). Who has left the group is chased below.
            let _ = nix::sys::signal::killpg(nix::unistd::Pid::from_raw(self.main), Signal::SIGKILL);
        }
        while self.reap() {
            self.killed += kill_below(root) as u32;
            self.reap();
            if began.elapsed() > Duration::from_millis(50) {
                std::thread::sleep(Duration::from_millis(1));
            }
        }
    }
}

/// How many threads there are on this machine (sysinfo(2)): a cheap sign that somebody forks without end.
fn threads_everywhere() -> usize {
    // SAFETY: all zero is a valid struct, and sysinfo fills it.
    let mut info: libc::sysinfo = unsafe { std::mem::zeroed() };
    // SAFETY: the struct is ours.
    unsafe { libc::sysinfo(&mut info) };
    info.procs.into()
}

/// From here on this is the lesson's main process: a session of its own (where nobody hears it, a group of its own: a
/// session costs more to switch to and from, sched(7), autogroup), no input, pipes for output, nothing inherited.
fn become_main(
    arena: &'static Arena,
    slot: SlotId,
    order: Order,
    program: Option<Program>,
    outputs: &[Option<OwnedFd>; 2],
) -> ! {
    match &order.execute {
        Some(execute) if execute.terminal => outputs[0].iter().for_each(terminal::come_forward),
        Some(execute) if execute.watched => {}
        _ if order.quiet => {
            let own = nix::unistd::Pid::from_raw(0);
            let _ = nix::unistd::setpgid(own, own);
        }
        _ => drop(nix::unistd::setsid()),
    }
    // SAFETY: dup2(2) onto the standard descriptors, which nothing in this process owns.
    unsafe {
        for (stream, output) in [1, 2].into_iter().zip(outputs.iter().flatten()) {
            libc::dup2(output.as_raw_fd(), stream);
        }
        libc::close_range(3, libc::c_uint::MAX, 0);
    }
    let _ = SigSet::empty().thread_set_mask();
    arena.slot(slot).pid.store(std::process::id() as i32, Ordering::Relaxed);
    if let Some(execute) = &order.execute {
        execute::replace(execute, arena, slot);
    }
    let Some(program) = program else { std::process::exit(127) };
    mp::me::join_arena(arena, &program.file);
    mp::spawn::keep_place(arena);
    let run = mp::Run::new(order);
    let own = mp::me::Own { title: "MainProcess".into(), ..Default::default() };
    mp::start::become_process(slot, own);
    mp::start::run("", move || (program.main)(&run))
}

/// Signals as a shell would leave them to the lesson, save that SIGPIPE is ignored, as CPython does at its start (Python/pylifecycle.c).
fn reset_signals() {
    let default = SigAction::new(SigHandler::SigDfl, SaFlags::empty(), SigSet::empty());
    let ignore = SigAction::new(SigHandler::SigIgn, SaFlags::empty(), SigSet::empty());
    for signal in Signal::iterator().filter(|signal| !matches!(signal, Signal::SIGKILL | Signal::SIGSTOP)) {
        let action = if signal == Signal::SIGPIPE { &ignore } else { &default };
        // SAFETY: the handlers are the kernel's own.
        let _ = unsafe { sigaction(signal, action) };
    }
}
