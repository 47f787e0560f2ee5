//! How a run begins: arena, pipes, the keeper, the intake thread.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use nix::fcntl::{FcntlArg, FdFlag, OFlag, fcntl};
use nix::sys::socket::{AddressFamily, MsgFlags, SockFlag, SockType, send, socketpair};
use serde::{Serialize, de::DeserializeOwned};

use crate::wire::arena::Arena;
use crate::wire::order::Say;
use crate::wire::record::{dumps, loads};

use super::hold::Hold;
use super::intake::{self, Intake};
use super::keeper::{self, KEEPER};
use super::output::Listener;
use super::terminal::{self, Terminal};
use super::{Pace, Request, Run};

/// Starts a run.
///
/// # Errors
/// If this machine refuses what a run needs: shared memory, pipes, a process.
pub fn start(request: Request) -> anyhow::Result<Run> {
    let arena = Arc::new(Arena::create().context("no shared memory for the run")?);
    let header = arena.header();
    header.pace.store(request.pace.word(), Ordering::Relaxed);
    header.process_limit.store(request.limits.processes, Ordering::Relaxed);
    let (ours, theirs) =
        socketpair(AddressFamily::Unix, SockType::SeqPacket, None, SockFlag::SOCK_CLOEXEC).context("no socket")?;
    let Terminal { ours: [out, err], theirs: [out_writer, err_writer] } = match request.terminal {
        Some(size) => terminal::open(size).context("no terminal for the program")?,
        None => pipes().context("no pipe")?,
    };
    let hold = request.order.execute.as_ref().map(|execute| Hold::new(&execute.bells));
    hold.iter().for_each(|hold| hold.set(request.pace == Pace::Hold));
    let terminal = request.terminal.map(|_| Ok::<_, io::Error>([out.try_clone()?, err.try_clone()?]));
    let terminal = terminal.transpose().context("no keyboard")?;
    let mut fds = vec![theirs.as_fd(), arena.fd(), out_writer.as_fd(), err_writer.as_fd()];
    if request.is_watched() {
        // Should we die, the keeper reads on in our place, so that the program can go on writing.
        fds.extend([out.as_fd(), err.as_fd()]);
    }
    let keeper = spawn_keeper(&fds, request.is_watched() && terminal.is_none())
        .context("the keeper, who looks after a lesson's processes, could not be started")?;
    drop((theirs, out_writer, err_writer));
    let control = Arc::new(ours);
    say(&control, &Say::Start(Box::new(request.order.clone()))).context("the keeper does not listen")?;

    let (sender, feed) = crossbeam_channel::bounded(64);
    let reason = intake::Reason::default();
    let run = Run {
        feed,
        keeper: keeper.id() as i32,
        arena: arena.clone(),
        control: control.clone(),
        terminal,
        hold,
        reason: reason.clone(),
    };
    let listener = Listener::start(out, err, request.limits.output);
    let intake = Intake::new(arena, request, control, keeper, listener, sender, reason);
    std::thread::Builder::new().name("intake".into()).spawn(move || intake.run()).context("no thread")?;
    Ok(run)
}

/// Two pipes: of each our end and the program's.
fn pipes() -> nix::Result<Terminal> {
    let [one, two] = [nix::unistd::pipe2(OFlag::O_CLOEXEC)?, nix::unistd::pipe2(OFlag::O_CLOEXEC)?];
    Ok(Terminal { ours: [one.0, two.0], theirs: [one.1, two.1] })
}

/// Starts a keeper whose lessons are heard by nobody but through the arena.
pub(super) fn session_keeper(arena: &Arena) -> anyhow::Result<(OwnedFd, Child)> {
    let (ours, theirs) =
        socketpair(AddressFamily::Unix, SockType::SeqPacket, None, SockFlag::SOCK_CLOEXEC).context("no socket")?;
    let [out, err] = [(); 2].map(|()| std::fs::File::options().write(true).open("/dev/null"));
    let (out, err) = (out.context("no /dev/null")?, err.context("no /dev/null")?);
    let keeper = spawn_keeper(&[theirs.as_fd(), arena.fd(), out.as_fd(), err.as_fd()], false)
        .context("the keeper, who looks after a lesson's processes, could not be started")?;
    Ok((ours, keeper))
}

/// Starts this binary again as a keeper, with descriptors handed on under the numbers they have.
fn spawn_keeper(fds: &[BorrowedFd<'_>], keeps_input: bool) -> anyhow::Result<Child> {
    // A main function that forgets to become one would start runs instead, each of them the next keeper, without end.
    if std::env::args().nth(1).is_some_and(|word| keeper::is_own_word(&word)) {
        anyhow::bail!("this process was started as a keeper: its main function must first call become_keeper_if_asked");
    }
    // One at a time: a keeper must not inherit what is meant for another.
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    for fd in fds {
        fcntl(*fd, FcntlArg::F_SETFD(FdFlag::empty()))?;
    }
    let numbers = fds.iter().map(|fd| fd.as_raw_fd().to_string());
    let child = Command::new("/proc/self/exe")
        .arg0("forklore-keeper")
        .arg(KEEPER)
        .args(numbers)
        .stdin(if keeps_input { Stdio::inherit() } else { Stdio::null() })
        .stdout(Stdio::null())
        .spawn();
    for fd in fds {
        fcntl(*fd, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC))?;
    }
    Ok(child?)
}

/// Bytes of the longest message on a control socket.
const LONGEST: usize = 64 * 1024;

/// Sends one message on a control socket.
pub(crate) fn say<M: Serialize>(control: &OwnedFd, message: &M) -> io::Result<()> {
    let bytes = dumps(message).ok_or_else(|| io::Error::other("a message that cannot be serialised"))?;
    send(control.as_raw_fd(), &bytes, MsgFlags::MSG_NOSIGNAL)?;
    Ok(())
}

/// What came on a control socket.
pub(crate) enum Heard<M> {
    /// A message.
    Message(M),
    /// Nothing right now.
    Nothing,
    /// The other side is gone.
    Gone,
}

/// Receives one message from a control socket.
pub(crate) fn hear<M: DeserializeOwned>(control: &OwnedFd, flags: MsgFlags) -> Heard<M> {
    let mut bytes: Vec<u8> = Vec::with_capacity(LONGEST);
    // Not cleared before: of a page that nobody touches no fork makes a copy.
    // SAFETY: the kernel writes at most as many bytes as there is room for, and says how many.
    let length = unsafe { libc::recv(control.as_raw_fd(), bytes.as_mut_ptr().cast(), LONGEST, flags.bits()) };
    match nix::Error::result(length) {
        Ok(0) => Heard::Gone,
        Ok(length) => {
            // SAFETY: so many bytes were written.
            unsafe { bytes.set_len(length as usize) };
            loads(&bytes).map_or(Heard::Nothing, Heard::Message)
        }
        Err(nix::Error::EAGAIN | nix::Error::EINTR) => Heard::Nothing,
        Err(_) => Heard::Gone,
    }
}
