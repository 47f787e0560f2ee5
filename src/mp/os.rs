//! What `os` and `time` give: fork, wait, kill, exit, sleep.

use std::panic::Location;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::Signal;

use crate::model::{Field, Kind};
use crate::wire::arena::SlotId;
use crate::wire::record::Sent;

use super::exception::Exception;
use super::gate;
use super::gil;
use super::me::{self, Own};
use super::signal;
use super::start::{self, Side};
use super::step::Step;

/// `os.fork()`: 0 in the child, the child's pid in the parent.
///
/// # Errors
/// `BlockingIOError` if there is no room for one more process.
#[track_caller]
pub fn fork() -> Result<i32, Exception> {
    let line = me::line(Location::caller());
    let title = me::own().title.clone();
    let own = Own { title, ..Own::default() };
    match start::fork("child", own, line)? {
        Side::Parent { pid, .. } => Ok(pid),
        Side::Child => Ok(0),
    }
}

/// `os.wait()`: waits for any child; its pid and its exit status as Python's `os.waitstatus_to_exitcode` gives it.
///
/// # Errors
/// `ChildProcessError` if there is none.
#[track_caller]
pub fn wait() -> Result<(i32, i32), Exception> {
    waitpid(-1)
}

/// `os.waitpid(pid, 0)`.
///
/// # Errors
/// `ChildProcessError` if there is no such child.
#[track_caller]
pub fn waitpid(pid: i32) -> Result<(i32, i32), Exception> {
    let child = slot_of(pid);
    let step = Step::new(Kind::ProcessWait, Location::caller());
    let step = match child {
        Some(child) => step.with(Field::Child, Sent::Actor(child.0)),
        None => step,
    };
    let mut operation = step.begin();
    let ended = operation.block(|| lacks_exit(pid), |waits| wait_blocking(pid, waits));
    match ended.unwrap_or(Err(Errno::EINTR)) {
        Ok((pid, status)) => {
            reaped(pid, status);
            operation.end(|step| step);
            Ok((pid, status))
        }
        Err(errno) => {
            let exception = Exception::os(errno);
            operation.end_with(None, None, &[(Field::Outcome, Sent::Text(&exception.class))]);
            exception.tell();
            Err(exception)
        }
    }
}

/// Tells that a child's status was collected, by whom we know it.
pub(crate) fn reaped(pid: i32, status: i32) {
    let Some(child) = slot_of(pid) else { return };
    me::arena().end_process(child);
    let step = Step::hidden(Kind::ProcessReap).with(Field::Child, Sent::Actor(child.0));
    step.with(Field::Status, Sent::Int(status.into())).note();
}

/// What is missing for a `waitpid` to return: asked of the kernel without collecting anything.
pub(crate) fn lacks_exit(pid: i32) -> Option<&'static str> {
    // SAFETY: all zero is a valid siginfo_t, and waitid fills it.
    let mut info: libc::siginfo_t = unsafe { std::mem::zeroed() };
    let (which, id) = if pid > 0 { (libc::P_PID, pid as u32) } else { (libc::P_ALL, 0) };
    let flags = libc::WEXITED | libc::WNOHANG | libc::WNOWAIT;
    // SAFETY: the struct is ours; WNOWAIT leaves the child as it is.
    let answer = unsafe { libc::waitid(which, id, &mut info, flags) };
    // SAFETY: waitid with WNOHANG leaves si_pid 0 where nobody has ended.
    (answer == 0 && unsafe { info.si_pid() } == 0).then_some("exit")
}

fn wait_blocking(pid: i32, waits: &mut dyn FnMut(&'static str)) -> Result<(i32, i32), Errno> {
    if let Some(what) = lacks_exit(pid) {
        waits(what);
    }
    wait_status(pid, 0).map(|ended| ended.unwrap_or((0, 0)))
}

/// waitpid(2): pid and Python's exit code, or `None` with WNOHANG if nobody has ended.
pub(crate) fn wait_status(pid: i32, flags: i32) -> Result<Option<(i32, i32)>, Errno> {
    loop {
        let mut raw = 0;
        // SAFETY: the integer is ours.
        match unsafe { libc::waitpid(pid, &mut raw, flags) } {
            -1 if Errno::last() == Errno::EINTR => {}
            -1 => return Err(Errno::last()),
            0 => return Ok(None),
            pid => return Ok(Some((pid, exit_code(raw)))),
        }
    }
}

/// Python's exit code of a wait status: the code, or minus the signal.
pub fn exit_code(raw: i32) -> i32 {
    if libc::WIFSIGNALED(raw) { -libc::WTERMSIG(raw) } else { libc::WEXITSTATUS(raw) }
}

/// The slot of a process of this run; the latest that had the pid.
pub(crate) fn slot_of(pid: i32) -> Option<SlotId> {
    let arena = me::arena();
    let of = |id: &SlotId| {
        let slot = arena.slot(*id);
        slot.pid.load(std::sync::atomic::Ordering::Relaxed) == pid && !arena.actor_name(*id).contains('/')
    };
    (pid > 0).then(|| (1..arena.slots()).rev().map(SlotId).find(of)).flatten()
}

/// `os.kill(pid, signal)`.
///
/// # Errors
/// `ProcessLookupError` if there is nobody with that pid.
#[track_caller]
pub fn kill(pid: i32, signal: Signal) -> Result<(), Exception> {
    send_signal(pid, signal, me::line(Location::caller()))
}

pub(crate) fn send_signal(pid: i32, signal: Signal, line: u32) -> Result<(), Exception> {
    let step = Step::at_line(Kind::ProcessSignal, line).with(Field::Signal, Sent::Text(signal.as_str()));
    match slot_of(pid) {
        Some(target) => step.with(Field::Target, Sent::Actor(target.0)).once(),
        None => step.once(),
    }
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), signal).map_err(Exception::os)
}

/// `os.getpid()`.
pub fn getpid() -> i32 {
    nix::unistd::getpid().as_raw()
}

/// `os.getppid()`.
pub fn getppid() -> i32 {
    nix::unistd::getppid().as_raw()
}

/// `threading.get_native_id()`: the kernel's id of this thread.
pub fn ident() -> i32 {
    nix::unistd::gettid().as_raw()
}

/// `threading.get_ident()`: what this process knows the thread by (pthread_self(3)); another process may use the same.
pub fn get_ident() -> u64 {
    // SAFETY: has no preconditions.
    unsafe { libc::pthread_self() as u64 }
}

/// `sys.exit(status)`: unwinds, then ends the process in order.
pub fn exit(status: i32) -> ! {
    start::throw_exit(status)
}

/// `os._exit(status)`: ends at once.
pub fn os_exit(status: i32) -> ! {
    start::exit(status)
}

/// `time.perf_counter()`: seconds on a clock that only goes forward.
pub fn perf_counter() -> f64 {
    crate::wire::arena::now() as f64 / 1e9
}

/// `os.times()`, the children's part: seconds of CPU used by children that were waited for (getrusage(2)).
pub fn children_cpu() -> f64 {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    let used = getrusage(UsageWho::RUSAGE_CHILDREN);
    used.map_or(0.0, |used| (used.user_time() + used.system_time()).num_microseconds() as f64 / 1e6)
}

/// `time.sleep(seconds)`.
#[track_caller]
pub fn sleep(seconds: f64) {
    let operation =
        Step::new(Kind::TimeSleep, Location::caller()).with(Field::Seconds, Sent::Float(seconds)).begin_unpaced();
    // In a gated run time is virtual: sleeps end at once, and are told.
    let seconds = if gate::is_on() { 0.0 } else { seconds.max(0.0) };
    let end = Instant::now() + Duration::from_secs_f64(seconds);
    gil::released(|| {
        while let Some(left) = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            signal::doze(left);
            signal::handle_pending();
        }
    });
    operation.end(|step| step);
}

/// How many processes and threads the user of this process may have, as far as this process goes (RLIMIT_NPROC,
/// getrlimit(2)); `None`: as many as it likes.
pub fn most_processes() -> Option<u64> {
    use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};
    getrlimit(Resource::RLIMIT_NPROC).ok().map(|(most, _)| most).filter(|most| *most != RLIM_INFINITY)
}
