//! `Process`: a child that runs a target (Lib/multiprocessing/process.py, popen_fork.py).

use std::os::fd::{AsFd, FromRawFd, OwnedFd};
use std::panic::Location;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::Signal;

use crate::model::{Field, Kind};
use crate::wire::arena::SlotId;
use crate::wire::order::Order;
use crate::wire::record::{Sent, dumps};

use super::exception::{Exception, Returns};
use super::me::{self, Own};
use super::os;
use super::pool::{self, Function};
use super::run::Run;
use super::spawn::{self, Call, Luggage};
use super::start::{self, Side};
use super::step::Step;

type Body = Arc<dyn Fn() -> Option<Exception>>;
type OwnRun = Arc<dyn Fn(&Process) -> Option<Exception> + Send + Sync>;

/// A child process that runs a target.
#[derive(Clone)]
pub struct Process {
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    class: String,
    given: Option<String>,
    wish: String,
    daemon: bool,
    role: &'static str,
    identity: Vec<u32>,
    body: Body,
    own_run: Option<OwnRun>,
    call: Option<Call>,
    afresh: Option<Order>,
    kin: Option<Kin>,
    status: Option<i32>,
}

impl Inner {
    /// The name it was given, or its class and its numbers: `Process-1:2`.
    fn title(&self) -> String {
        let numbers: Vec<String> = self.identity.iter().map(ToString::to_string).collect();
        self.given.clone().unwrap_or_else(|| format!("{}-{}", self.class, numbers.join(":")))
    }
}

/// A child of this process, as far as its parent remembers it.
#[derive(Clone)]
pub(crate) struct Kin {
    pub pid: i32,
    pub slot: SlotId,
    pub daemon: bool,
    pub process: Process,
}

// SAFETY: the body runs in the forked child only, which has one thread; in the parent it is moved, never called.
unsafe impl Send for Process {}
// SAFETY: as above; everything else stands behind the mutex.
unsafe impl Sync for Process {}

impl Process {
    /// `Process(target=…)`: `target` is the name of the function that `body` runs.
    #[expect(clippy::arc_with_non_send_sync, reason = "the two `unsafe impl`s above say why it may be sent")]
    pub fn new<R: Returns>(target: &str, body: impl Fn() -> R + 'static) -> Process {
        let mut own = me::own();
        own.children_made += 1;
        let mut identity = own.identity.clone();
        identity.push(own.children_made);
        let inner = Inner {
            class: "Process".into(),
            given: None,
            wish: target.to_string(),
            daemon: own.daemon,
            role: "",
            identity,
            body: Arc::new(move || body().raised()),
            own_run: None,
            call: None,
            afresh: None,
            kin: None,
            status: None,
        };
        Process { inner: Arc::new(Mutex::new(inner)) }
    }

    /// `Process(group, target)`: the first parameter is there for the sake of `threading.Thread`, and must be `None`.
    ///
    /// # Errors
    /// `AssertionError` if it is not.
    pub fn in_group<R: Returns>(
        group: Option<&str>,
        target: &str,
        body: impl Fn() -> R + 'static,
    ) -> Result<Process, Exception> {
        match group {
            None => Ok(Process::new(target, body)),
            Some(_) => Err(Exception::new("AssertionError", "group argument must be None for now")),
        }
    }

    /// `get_context("fork").Process(…)`: the same process; only its name tells how it is started.
    pub fn forked(self) -> Process {
        self.lock().class = "ForkProcess".into();
        self
    }

    /// `Process(target=function, args=(argument,))`, where the function is one that other processes can find.
    ///
    /// # Errors
    /// `PicklingError` if the argument cannot be serialised.
    pub fn calling<A: Serialize, R: 'static>(function: &Function<A, R>, argument: &A) -> Result<Process, Exception> {
        let argument = dumps(argument).ok_or_else(pool::unsendable)?;
        let body = me::own().functions[function.entry() as usize].clone();
        let call = Call { function: function.entry(), argument: argument.clone() };
        let process = Process::new(function.name(), move || pool::call(&body, &argument).map(|_| ()));
        process.lock().call = Some(call);
        Ok(process)
    }

    /// `get_context("spawn").Process(…)`: the program is started again, and sent what it is to call.
    pub fn spawned(self, run: &Run) -> Process {
        let mut inner = self.lock();
        inner.class = "SpawnProcess".into();
        inner.afresh = Some(run.order().clone());
        drop(inner);
        self
    }

    /// An object of a subclass with a `run()` of its own: that is what runs, and the target is ignored.
    pub fn subclass<R: Returns>(self, class: &str, run: impl Fn(&Process) -> R + Send + Sync + 'static) -> Process {
        let mut inner = self.lock();
        inner.class = class.to_string();
        inner.own_run = Some(Arc::new(move |process| run(process).raised()));
        drop(inner);
        self
    }

    /// `Process(…, name=…)`.
    pub fn named(self, name: &str) -> Process {
        let mut inner = self.lock();
        inner.given = Some(name.to_string());
        inner.wish = name.to_string();
        drop(inner);
        self
    }

    /// `Process(…, daemon=True)`.
    pub fn daemonic(self) -> Process {
        self.lock().daemon = true;
        self
    }

    /// Made a pool's worker: daemonic, and titled as the context of a start method does it (`ForkPoolWorker-1`).
    pub(crate) fn pool_worker(self) -> Process {
        let mut inner = self.lock();
        inner.class = "ForkPoolWorker".into();
        inner.role = "worker";
        inner.daemon = true;
        drop(inner);
        self
    }

    /// Its name in the program: `Process-1` unless it was given one.
    pub fn name(&self) -> String {
        self.lock().title()
    }

    /// Its pid; `None` before it was started.
    pub fn pid(&self) -> Option<i32> {
        self.lock().kin.as_ref().map(|kin| kin.pid)
    }

    /// `start()`: forks, and runs the target in the child.
    ///
    /// # Errors
    /// `BlockingIOError` if there is no room for one more process; `AssertionError` if it was started before, or in a
    /// daemonic process.
    #[track_caller]
    pub fn start(&self) -> Result<(), Exception> {
        self.start_at(me::line(Location::caller()))
    }

    pub(crate) fn start_at(&self, line: u32) -> Result<(), Exception> {
        self.may_start()?;
        collect_ended();
        let (wish, own) = {
            let inner = self.lock();
            let own = Own {
                identity: inner.identity.clone(),
                title: inner.title(),
                daemon: inner.daemon,
                role: inner.role,
                ..Own::default()
            };
            (inner.wish.clone(), own)
        };
        if let Some(luggage) = self.luggage()? {
            let (pid, slot) = spawn::start(&wish, &luggage, line)?;
            self.started(pid, slot);
            return Ok(());
        }
        match start::fork(&wish, own, line)? {
            Side::Child => {
                let heading = format!("Process {}:", self.name());
                start::run(&heading, || self.run().map_or(Ok(()), Err))
            }
            Side::Parent { pid, slot } => {
                self.started(pid, slot);
                Ok(())
            }
        }
    }

    /// What a child that is started afresh is sent; `None` if it is forked.
    fn luggage(&self) -> Result<Option<Luggage>, Exception> {
        let inner = self.lock();
        let Some(order) = inner.afresh.clone() else { return Ok(None) };
        spawn::may_start()?;
        let call = inner.call.clone().ok_or_else(|| spawn::cannot_be_found(&inner.wish))?;
        Ok(Some(Luggage { order, call, title: inner.title(), identity: inner.identity.clone(), daemon: inner.daemon }))
    }

    /// The parent remembers its child.
    fn started(&self, pid: i32, slot: SlotId) {
        let mut inner = self.lock();
        let kin = Kin { pid, slot, daemon: inner.daemon, process: self.clone() };
        inner.kin = Some(kin.clone());
        drop(inner);
        me::own().children.push(kin);
    }

    fn may_start(&self) -> Result<(), Exception> {
        if self.lock().kin.is_some() {
            return Err(Exception::new("AssertionError", "cannot start a process twice"));
        }
        if me::own().daemon {
            return Err(Exception::new("AssertionError", "daemonic processes are not allowed to have children"));
        }
        Ok(())
    }

    /// `run()`: runs the target, or what a subclass has in its place, here and now in the calling process, as often as
    /// it is called.
    pub fn run(&self) -> Option<Exception> {
        let own_run = self.lock().own_run.clone();
        if let Some(own_run) = own_run {
            return own_run(self);
        }
        let body = self.lock().body.clone();
        body()
    }

    /// `join()`: waits for its end and collects its status.
    ///
    /// # Errors
    /// `AssertionError` if it was not started.
    #[track_caller]
    pub fn join(&self) -> Result<(), Exception> {
        self.may_join()?;
        self.join_at(None, me::line(Location::caller()));
        Ok(())
    }

    /// `join(timeout)`: waits for so many seconds at most; it may return with the process alive.
    ///
    /// # Errors
    /// `AssertionError` if it was not started.
    #[track_caller]
    pub fn join_for(&self, seconds: f64) -> Result<(), Exception> {
        self.may_join()?;
        self.join_at(Some(seconds), me::line(Location::caller()));
        Ok(())
    }

    fn may_join(&self) -> Result<(), Exception> {
        match self.lock().kin {
            Some(_) => Ok(()),
            None => Err(Exception::new("AssertionError", "can only join a started process")),
        }
    }

    pub(crate) fn join_at(&self, timeout: Option<f64>, line: u32) {
        let Some(kin) = self.lock().kin.clone() else { return };
        let mut step = Step::at_line(Kind::ProcessJoin, line).with(Field::Child, Sent::Actor(kin.slot.0));
        if let Some(seconds) = timeout {
            step = step.with(Field::Seconds, Sent::Float(seconds));
        }
        let mut operation = step.begin();
        let known = self.lock().status.is_some();
        let ended = known
            || operation.block(
                || os::lacks_exit(kin.pid),
                |waits| {
                    if let Some(what) = os::lacks_exit(kin.pid) {
                        waits(what);
                    }
                    timeout.is_none_or(|seconds| ends_within(kin.pid, seconds))
                },
            ) == Some(true);
        if ended {
            self.collect(0);
            operation.end(|step| step);
        } else {
            operation.end_with(None, None, &[(Field::Outcome, Sent::Text("timeout"))]);
        }
    }

    /// Waits for its end and collects its status, where that is no step of the program's own.
    pub(crate) fn finish(&self) {
        self.collect(0);
    }

    /// Collects the status if it can be had; with `WNOHANG` without waiting.
    fn collect(&self, flags: i32) -> Option<i32> {
        let kin = {
            let inner = self.lock();
            if inner.status.is_some() {
                return inner.status;
            }
            inner.kin.clone()?
        };
        let (pid, status) = os::wait_status(kin.pid, flags).ok().flatten()?;
        self.lock().status = Some(status);
        os::reaped(pid, status);
        me::own().children.retain(|child| child.pid != pid);
        Some(status)
    }

    /// `is_alive()`. Asking collects a child that has ended, as it does in Python.
    pub fn is_alive(&self) -> bool {
        self.lock().kin.is_some() && self.collect(libc::WNOHANG).is_none()
    }

    /// `exitcode`: `None` while it lives; the status, or minus the signal. Asking collects.
    pub fn exitcode(&self) -> Option<i32> {
        self.collect(libc::WNOHANG)
    }

    /// `terminate()`: sends SIGTERM, unless its end is known.
    #[track_caller]
    pub fn terminate(&self) {
        self.terminate_at(me::line(Location::caller()));
    }

    pub(crate) fn terminate_at(&self, line: u32) {
        self.signal(Signal::SIGTERM, line);
    }

    /// `kill()`: sends SIGKILL, unless its end is known.
    #[track_caller]
    pub fn kill(&self) {
        self.signal(Signal::SIGKILL, me::line(Location::caller()));
    }

    fn signal(&self, signal: Signal, line: u32) {
        let living = {
            let inner = self.lock();
            inner.kin.clone().filter(|_| inner.status.is_none())
        };
        if let Some(kin) = living {
            let _ = os::send_signal(kin.pid, signal, line);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `current_process().name`.
pub fn current_name() -> String {
    me::own().title.clone()
}

/// `active_children()`: the children that live. Asking collects those that have ended.
pub fn active_children() -> Vec<Process> {
    collect_ended();
    me::own().children.iter().map(|kin| kin.process.clone()).collect()
}

/// What every `start()` does first: `_cleanup()` collects children that have ended.
fn collect_ended() {
    let children: Vec<Kin> = me::own().children.clone();
    for kin in children {
        kin.process.collect(libc::WNOHANG);
    }
}

/// What a process does at its orderly end (`util._exit_function`): daemons are terminated, then all are joined.
pub(crate) fn end_children() {
    let children: Vec<Kin> = me::own().children.clone();
    for kin in children.iter().filter(|kin| kin.daemon) {
        let _ = os::send_signal(kin.pid, Signal::SIGTERM, 0);
    }
    for kin in children {
        kin.process.join_at(None, 0);
    }
}

/// Whether a child ends within so many seconds; nothing is collected.
fn ends_within(pid: i32, seconds: f64) -> bool {
    let Some(fd) = pidfd(pid) else { return true };
    let end = std::time::Instant::now() + Duration::from_secs_f64(seconds.max(0.0));
    loop {
        let left = end.saturating_duration_since(std::time::Instant::now());
        let timeout = PollTimeout::try_from(left.as_millis().min(60_000)).unwrap_or(PollTimeout::ZERO);
        let mut fds = [PollFd::new(fd.as_fd(), PollFlags::POLLIN)];
        if poll(&mut fds, timeout) == Ok(1) {
            return true;
        }
        if left.is_zero() {
            return false;
        }
    }
}

/// A descriptor that is readable once a child has ended (pidfd_open(2)); `None` if it was collected already.
pub(crate) fn pidfd(pid: i32) -> Option<OwnedFd> {
    // SAFETY: a system call on integers; a new descriptor or -1.
    let fd = unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) };
    // SAFETY: the descriptor was just made and is nobody else's.
    (fd >= 0).then(|| unsafe { OwnedFd::from_raw_fd(fd as i32) })
}
