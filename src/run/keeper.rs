//! The keeper: a small process of one thread between forklore and a lesson. It forks the lesson's main process, adopts
//! its orphans, tells what only the kernel knows, and leaves nothing behind, however forklore ends.
//!
//! Its life hangs on the control socket: at end-of-file forklore is gone, and the keeper ends everything below itself.
//! PR_SET_PDEATHSIG is of no use here: it fires when the *thread* that forked us ends (prctl(2)).

use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};
use nix::sys::signalfd::{SfdFlags, SignalFd};
use nix::sys::socket::MsgFlags;

use crate::model::{Field, Kind};
use crate::mp;
use crate::wire::arena::{Arena, SLOT_CLAIMED, SLOT_ENDED, SLOT_FREE, SLOT_STARTED, SlotId};
use crate::wire::order::{Answer, Order, Say};
use crate::wire::record::{Record, Sent};
use crate::wire::ring::Teller;

use super::descendants::{kill_below, stat};
use super::launch::{Heard, hear, say};
use super::pidfd::Pidfd;

/// The first argument that makes this binary a keeper.
pub const KEEPER: &str = "--keeper";
/// How often the keeper looks for processes that it has not met.
const LOOK: u16 = 20;
/// How long those whom main has left behind may be silent before they are ended.
const LINGER: Duration = Duration::from_secs(3);

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

/// Whether this process was started as a keeper; if so, it becomes one and never returns.
pub fn become_keeper_if_asked(programs: Programs) {
    let mut args = std::env::args().skip(1);
    if args.next().as_deref() != Some(KEEPER) {
        return;
    }
    let fds: Vec<RawFd> = args.filter_map(|fd| fd.parse().ok()).collect();
    let &[control, arena, out, err] = fds.as_slice() else { std::process::exit(2) };
    // SAFETY: these four descriptors were handed to us, and nobody else in this process has them.
    let [control, arena, out, err] = [control, arena, out, err].map(|fd| unsafe { OwnedFd::from_raw_fd(fd) });
    std::process::exit(keep(control, arena, out, err, programs).map_or(1, |()| 0))
}

fn keep(control: OwnedFd, arena: OwnedFd, out: OwnedFd, err: OwnedFd, programs: Programs) -> anyhow::Result<()> {
    // Away from the terminal: its Ctrl-C and its hang-up are forklore's, which tells us what to do.
    let _ = nix::unistd::setsid();
    nix::sys::prctl::set_child_subreaper(true)?;
    std::panic::set_hook(Box::new(|_| {}));
    let arena: &'static Arena = Box::leak(Box::new(Arena::open(arena)?));
    let Heard::Message(Say::Start(order)) = hear::<Say>(&control, MsgFlags::empty()) else { return Ok(()) };
    let Some(program) = programs(&order.lesson, &order.program) else {
        say(&control, &Answer::Refused)?;
        return Ok(());
    };
    let mut mask = SigSet::empty();
    mask.add(Signal::SIGCHLD);
    mask.thread_block()?;
    let children = SignalFd::with_flags(&mask, SfdFlags::SFD_CLOEXEC | SfdFlags::SFD_NONBLOCK)?;

    let own = arena.claim(SlotId(0), "keeper")?;
    let mut keeper = Keeper {
        arena,
        voice: Teller::new(arena, own),
        control,
        met: Vec::new(),
        next: own.0 + 1,
        main: 0,
        main_ended: None,
        killed: 0,
        stir: (0, Instant::now()),
    };
    keeper.start_main(order, program, out, err)?;
    keeper.watch(&children);
    keeper.end_everything();
    let _ = say(&keeper.control, &Answer::Over { killed: keeper.killed });
    Ok(())
}

struct Keeper {
    arena: &'static Arena,
    voice: Teller,
    control: OwnedFd,
    /// Processes met and not yet seen dead.
    met: Vec<(SlotId, i32, Pidfd)>,
    /// First slot not yet looked at.
    next: u32,
    main: i32,
    main_ended: Option<Instant>,
    killed: u32,
    /// Bytes told by all when last seen to change, and when that was.
    stir: (u64, Instant),
}

impl Keeper {
    fn start_main(&mut self, order: Order, program: Program, out: OwnedFd, err: OwnedFd) -> anyhow::Result<()> {
        self.arena.ask_process()?;
        let slot = self.arena.claim(SlotId(0), "main")?;
        // SAFETY: we have one thread.
        match unsafe { libc::fork() } {
            -1 => Err(nix::Error::last().into()),
            0 => become_main(self.arena, slot, order, program, &out, &err),
            pid => {
                self.arena.slot(slot).pid.store(pid, Ordering::Relaxed);
                self.main = pid;
                Ok(())
            }
        }
    }

    /// Until nothing is left, or forklore says stop, or forklore is gone.
    fn watch(&mut self, children: &SignalFd) {
        loop {
            self.meet_new();
            let mut fds = vec![
                PollFd::new(self.control.as_fd(), PollFlags::POLLIN),
                PollFd::new(children.as_fd(), PollFlags::POLLIN),
            ];
            fds.extend(self.met.iter().map(|(_, _, process)| PollFd::new(process.as_fd(), PollFlags::POLLIN)));
            let _ = poll(&mut fds, PollTimeout::from(LOOK));
            let ready: Vec<bool> = fds.iter().map(|fd| fd.any().unwrap_or(false)).collect();
            drop(fds);
            if ready[0] && !matches!(hear::<Say>(&self.control, MsgFlags::MSG_DONTWAIT), Heard::Nothing) {
                return;
            }
            while let Ok(Some(_)) = children.read_signal() {}
            self.meet_new();
            self.notice_deaths(&ready[2..]);
            if !self.reap() || self.nothing_stirs() {
                return;
            }
        }
    }

    /// Opens a pidfd for every process that has come since the last look.
    fn meet_new(&mut self) {
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
    fn notice_deaths(&mut self, dead: &[bool]) {
        let mut place = 0;
        let (gone, alive) = std::mem::take(&mut self.met).into_iter().partition::<Vec<_>, _>(|_| {
            place += 1;
            dead.get(place - 1).copied().unwrap_or(false)
        });
        self.met = alive;
        for (slot, pid, _) in gone {
            let raw = stat(pid).filter(|stat| stat.state == 'Z').map(|stat| stat.exit_code);
            self.tell_exit(slot, raw.map(mp::exit_code));
            self.silence(pid);
        }
    }

    fn tell_exit(&mut self, slot: SlotId, status: Option<i32>) {
        if self.arena.slot(slot).state.load(Ordering::Acquire) == SLOT_ENDED {
            return;
        }
        let status = status.map_or(Sent::Null, |status| Sent::Int(status.into()));
        let with = vec![(Field::Status, status), (Field::By, Sent::Text("kernel"))];
        self.voice.tell(&mut Record { actor: slot.0, with: with.into(), ..Record::new(Kind::ProcessExit) });
        self.arena.end_process(slot);
    }

    /// Nobody of a dead process will ever finish a record: intake must not wait for it.
    fn silence(&self, pid: i32) {
        for slot in (1..self.arena.slots()).map(|id| self.arena.slot(SlotId(id))) {
            if slot.pid.load(Ordering::Relaxed) == pid {
                slot.busy.store(0, Ordering::Release);
                let _ = slot.state.compare_exchange(SLOT_STARTED, SLOT_ENDED, Ordering::AcqRel, Ordering::Relaxed);
            }
        }
    }

    /// Collects our own dead children: main, and orphans that came to us. Whether any child is left.
    fn reap(&mut self) -> bool {
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
    fn nothing_stirs(&mut self) -> bool {
        let told = (1..self.arena.slots()).map(|id| self.arena.slot(SlotId(id)).head.load(Ordering::Relaxed)).sum();
        if told != self.stir.0 {
            self.stir = (told, Instant::now());
        }
        self.main_ended.is_some_and(|ended| ended.elapsed() > LINGER) && self.stir.1.elapsed() > LINGER
    }

    /// Kills and collects until nobody is left, however fast they fork.
    fn end_everything(&mut self) {
        self.arena.header().stopping.store(1, Ordering::SeqCst);
        let root = std::process::id() as i32;
        let began = Instant::now();
        while self.reap() {
            self.killed += kill_below(root) as u32;
            self.reap();
            if began.elapsed() > Duration::from_millis(50) {
                std::thread::sleep(Duration::from_millis(1));
            }
        }
    }
}

/// From here on this is the lesson's main process: a session of its own, no input, pipes for output, nothing inherited.
fn become_main(arena: &'static Arena, slot: SlotId, order: Order, program: Program, out: &OwnedFd, err: &OwnedFd) -> ! {
    let _ = nix::unistd::setsid();
    // SAFETY: dup2(2) onto the standard descriptors, which nothing in this process owns.
    unsafe {
        libc::dup2(out.as_raw_fd(), 1);
        libc::dup2(err.as_raw_fd(), 2);
        libc::close_range(3, libc::c_uint::MAX, 0);
    }
    reset_signals();
    mp::me::join_arena(arena, &program.file);
    let run = mp::Run::new(order);
    let own = mp::me::Own { title: "MainProcess".into(), ..Default::default() };
    mp::start::become_process(slot, own);
    mp::start::run("", move || (program.main)(&run))
}

/// As a shell would start it, save that SIGPIPE is ignored, as CPython does at its start (Python/pylifecycle.c).
fn reset_signals() {
    let _ = SigSet::empty().thread_set_mask();
    let default = SigAction::new(SigHandler::SigDfl, SaFlags::empty(), SigSet::empty());
    let ignore = SigAction::new(SigHandler::SigIgn, SaFlags::empty(), SigSet::empty());
    for signal in Signal::iterator().filter(|signal| !matches!(signal, Signal::SIGKILL | Signal::SIGSTOP)) {
        let action = if signal == Signal::SIGPIPE { &ignore } else { &default };
        // SAFETY: the handlers are the kernel's own.
        let _ = unsafe { sigaction(signal, action) };
    }
}
