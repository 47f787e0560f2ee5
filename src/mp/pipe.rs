//! `Pipe`: two connected ends (Lib/multiprocessing/connection.py).
//!
//! `Pipe()` is a socket pair, `Pipe(duplex=False)` a pipe of the kernel. A message travels as its length (four bytes,
//! big endian) and its bytes. A fork copies every open end, and end-of-file comes when the last copy is closed.

use std::marker::PhantomData;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, IntoRawFd, RawFd};
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use nix::errno::Errno;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::socket::{AddressFamily, SockFlag, SockType, socketpair};
use serde::{Serialize, de::DeserializeOwned};

use crate::model::{Field, Kind};
use crate::wire::arena::ObjectId;
use crate::wire::class::Class;
use crate::wire::record::{Sent, dumps, loads};

use super::exception::Exception;
use super::gate::{self, Ahead};
use super::me;
use super::repr::{Repr, short};
use super::step::{Lacks, Step};

/// A descriptor of this process, shared by the clones of whoever uses it, closed only when told to.
#[derive(Clone)]
pub(crate) struct Descriptor {
    fd: RawFd,
    closed: Arc<AtomicBool>,
}

impl Descriptor {
    pub fn new(fd: impl IntoRawFd) -> Descriptor {
        Descriptor { fd: fd.into_raw_fd(), closed: Arc::new(AtomicBool::new(false)) }
    }

    pub fn borrow(&self) -> BorrowedFd<'_> {
        // SAFETY: whoever asks for it has found it open, and only `close` closes it.
        unsafe { BorrowedFd::borrow_raw(self.fd) }
    }

    /// Closes it in this process; whether it was open.
    pub fn close(&self) -> bool {
        let open = !self.closed.swap(true, Ordering::AcqRel);
        if open {
            let _ = nix::unistd::close(self.fd);
        }
        open
    }

    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Whether it can be read right now: data, or the end of file.
    pub fn readable(&self) -> bool {
        self.ready(PollFlags::POLLIN, 0)
    }

    /// Whether a small write would go through right now, by the kernel's word.
    pub fn writable(&self) -> bool {
        self.ready(PollFlags::POLLOUT, 0)
    }

    /// Waits for data or the end of file, so many milliseconds at most; -1 for ever.
    pub fn ready_within(&self, milliseconds: i32) -> bool {
        self.ready(PollFlags::POLLIN, milliseconds)
    }

    fn ready(&self, flags: PollFlags, milliseconds: i32) -> bool {
        let timeout = PollTimeout::try_from(milliseconds).unwrap_or(PollTimeout::NONE);
        loop {
            match poll(&mut [PollFd::new(self.borrow(), flags)], timeout) {
                Err(Errno::EINTR) => {}
                answer => return answer.is_ok_and(|ready| ready > 0),
            }
        }
    }

    /// Bytes waiting to be read here (FIONREAD).
    pub fn fill(&self) -> u64 {
        let mut bytes: libc::c_int = 0;
        // SAFETY: FIONREAD writes one int, which is ours.
        let answer = unsafe { libc::ioctl(self.fd, libc::FIONREAD, &mut bytes) };
        if answer == 0 { bytes as u64 } else { 0 }
    }

    /// Whether a message of this size would go in at once, as far as the kernel tells.
    pub fn fits(&self, bytes: usize) -> bool {
        self.writable() && capacity(self).is_none_or(|holds| self.fill() + bytes as u64 + 4 <= holds)
    }

    /// Writes a message: its length, then its bytes.
    pub fn send(&self, message: &[u8]) -> Result<(), Errno> {
        let mut all = Vec::with_capacity(message.len() + 4);
        all.extend_from_slice(&(message.len() as u32).to_be_bytes());
        all.extend_from_slice(message);
        let mut rest = all.as_slice();
        while !rest.is_empty() {
            match nix::unistd::write(self.borrow(), &rest[..self.piece(rest.len())]) {
                Ok(written) => rest = &rest[written..],
                Err(Errno::EINTR) => {}
                Err(errno) => return Err(errno),
            }
        }
        Ok(())
    }

    /// How much to write at once. In a gated run only what surely fits, after waiting for room at the gate, so that
    /// nobody is ever asleep in the kernel.
    fn piece(&self, length: usize) -> usize {
        if !gate::is_on() {
            return length;
        }
        gate::until(Kind::PipeSend, &|| (!self.writable()).then_some("room"));
        length.min(libc::PIPE_BUF)
    }

    /// Reads a message; `None` at the end of file.
    pub fn recv(&self) -> Result<Option<Vec<u8>>, Errno> {
        self.recv_in_two(|| {})
    }

    /// Reads a message, doing something between its length and its bytes.
    fn recv_in_two(&self, between: impl FnOnce()) -> Result<Option<Vec<u8>>, Errno> {
        let Some(length) = self.read_exactly(4)? else { return Ok(None) };
        between();
        let length = u32::from_be_bytes([length[0], length[1], length[2], length[3]]) as usize;
        if length > crate::wire::record::MAX_ITEM {
            return Err(Errno::EBADMSG);
        }
        self.read_exactly(length)
    }

    fn read_exactly(&self, length: usize) -> Result<Option<Vec<u8>>, Errno> {
        let mut bytes = vec![0; length];
        let mut have = 0;
        while have < length {
            gate::until(Kind::PipeRecv, &|| (!self.readable()).then_some("message"));
            match nix::unistd::read(self.borrow(), &mut bytes[have..]) {
                Ok(0) => return Ok(None),
                Ok(read) => have += read,
                Err(Errno::EINTR) => {}
                Err(errno) => return Err(errno),
            }
        }
        Ok(Some(bytes))
    }
}

/// A kernel pipe: the reading and the writing end.
pub(crate) fn kernel_pipe() -> Result<(Descriptor, Descriptor), Exception> {
    let (reader, writer) = nix::unistd::pipe2(OFlag::O_CLOEXEC).map_err(Exception::os)?;
    Ok((Descriptor::new(reader), Descriptor::new(writer)))
}

/// What a pipe holds by the kernel's word, in bytes (F_GETPIPE_SZ).
pub(crate) fn capacity(end: &Descriptor) -> Option<u64> {
    fcntl(end.borrow(), FcntlArg::F_GETPIPE_SZ).ok().and_then(|bytes| u64::try_from(bytes).ok())
}

/// One end of a pipe.
pub struct Connection<T> {
    id: ObjectId,
    end: Arc<str>,
    descriptor: Descriptor,
    reads: bool,
    writes: bool,
    readers: Readers,
    carries: PhantomData<fn(T) -> T>,
}

impl<T> Clone for Connection<T> {
    fn clone(&self) -> Self {
        Connection { end: self.end.clone(), descriptor: self.descriptor.clone(), carries: PhantomData, ..*self }
    }
}

/// Who has received from an end: nobody (0), one actor by its slot, or several. In the arena, for all to see.
#[derive(Clone, Copy)]
struct Readers {
    at: usize,
}

const SEVERAL: u32 = u32::MAX;

impl Readers {
    fn new() -> Readers {
        Readers { at: me::arena().alloc(4) }
    }

    /// This actor receives, too.
    fn enter(&self) {
        let (word, own) = (me::arena().word(self.at), me::slot().0);
        if let Err(other) = word.compare_exchange(0, own, Ordering::AcqRel, Ordering::Acquire)
            && other != own
        {
            word.store(SEVERAL, Ordering::Release);
        }
    }

    fn are_several(&self) -> bool {
        me::arena().word(self.at).load(Ordering::Acquire) == SEVERAL
    }
}

/// `a, b = Pipe(duplex)`: with `duplex` both ends send and receive, without it the first receives and the second sends.
///
/// # Errors
/// `OSError` if the kernel gives no more descriptors.
#[track_caller]
pub fn pipe<T>(name: &str, ends: (&str, &str), duplex: bool) -> Result<(Connection<T>, Connection<T>), Exception> {
    let at = Location::caller();
    let (a, b) = if duplex {
        let flags = SockFlag::SOCK_CLOEXEC;
        let (a, b) = socketpair(AddressFamily::Unix, SockType::Stream, None, flags).map_err(Exception::os)?;
        (Descriptor::new(a), Descriptor::new(b))
    } else {
        kernel_pipe()?
    };
    let id = me::christen(Class::Pipe, Some(name));
    let step = Step::new(Kind::PipeCreate, at).object(id).with(Field::Ends, Sent::Pair(ends.0, ends.1));
    let via = if duplex { "socketpair" } else { "pipe" };
    let holds = if duplex { None } else { capacity(&a) };
    let holds = holds.map_or(Sent::Null, |bytes| Sent::Int(bytes as i64));
    step.with(Field::Via, Sent::Text(via)).with(Field::Capacity, holds).once();
    let end = |name: &str, descriptor, reads, writes| Connection {
        id,
        end: Arc::from(name),
        descriptor,
        reads,
        writes,
        readers: Readers::new(),
        carries: PhantomData,
    };
    Ok((end(ends.0, a, true, duplex), end(ends.1, b, duplex, true)))
}

impl<T: Serialize + DeserializeOwned + Repr> Connection<T> {
    fn step(&self, kind: Kind, line: u32) -> Step<'_> {
        Step::at_line(kind, line).object(self.id).with(Field::End, Sent::Text(&self.end))
    }

    fn usable(&self, can: bool, what: &str) -> Result<(), Exception> {
        if self.descriptor.is_closed() {
            return Err(Exception::new("OSError", "handle is closed"));
        }
        if can { Ok(()) } else { Err(Exception::new("OSError", format!("connection is {what}-only"))) }
    }

    /// `send(value)`: waits while there is no room.
    ///
    /// # Errors
    /// `BrokenPipeError` if nobody has the other end open any more; `OSError` on an end that was closed or only reads.
    #[track_caller]
    pub fn send(&self, value: &T) -> Result<(), Exception> {
        let line = me::line(Location::caller());
        self.usable(self.writes, "read")?;
        let message = dumps(value).ok_or_else(|| Exception::new("PicklingError", "this value cannot be serialised"))?;
        let shown = short(value);
        let mut operation = self.step(Kind::PipeSend, line).value(&shown).bytes(message.len()).begin();
        let lacks = || (!self.descriptor.writable()).then_some("room");
        let sent = operation.block(lacks, |waits| {
            if lacks().is_some() || message.len() + 4 > 4096 && self.stuck_with(message.len()) {
                waits("room");
            }
            self.descriptor.send(&message)
        });
        match sent.unwrap_or(Err(Errno::EAGAIN)) {
            Ok(()) => operation.end(|step| step),
            Err(errno) => return Err(self.failed(operation, errno)),
        }
        Ok(())
    }

    /// Whether a message of this size would surely not fit at once into what the kernel says the pipe holds.
    fn stuck_with(&self, bytes: usize) -> bool {
        capacity(&self.descriptor).is_some_and(|holds| self.descriptor.fill() + bytes as u64 + 4 > holds)
    }

    /// `recv()`: waits for a message.
    ///
    /// # Errors
    /// `EOFError` if nobody has the other end open any more and everything was read; `ConnectionResetError` if the
    /// closer of a duplex pipe left data unread; `OSError` on an end that was closed or only writes.
    #[track_caller]
    pub fn recv(&self) -> Result<T, Exception> {
        let line = me::line(Location::caller());
        self.usable(self.reads, "write")?;
        self.readers.enter();
        let mut operation = self.step(Kind::PipeRecv, line).begin();
        let lacks = || (!self.descriptor.readable()).then_some("message");
        let message = operation.block(lacks, |waits| {
            if let Some(what) = lacks() {
                waits(what);
            }
            self.descriptor.recv_in_two(|| self.lets_others_in(line, &lacks, waits))
        });
        match message.unwrap_or(Err(Errno::EAGAIN)) {
            Ok(Some(message)) => {
                let Some(value) = loads::<T>(&message) else {
                    let exception = Exception::new("UnpicklingError", "these bytes are no value of this kind");
                    operation.end_with(None, Some(message.len()), &[(Field::Outcome, Sent::Text(&exception.class))]);
                    return Err(exception);
                };
                let fill = self.descriptor.fill() as i64;
                operation.end_with(Some(&short(&value)), Some(message.len()), &[(Field::Fill, Sent::Int(fill))]);
                Ok(value)
            }
            Ok(None) => {
                self.step(Kind::PipeEof, line).note();
                operation.end_with(None, None, &[(Field::Outcome, Sent::Text("EOFError"))]);
                Err(Exception::new("EOFError", ""))
            }
            Err(errno) => Err(self.failed(operation, errno)),
        }
    }

    /// Nothing keeps who reads an end together with others from reading between a message's length and its bytes: in a
    /// gated run that is a choice.
    fn lets_others_in(&self, line: u32, lacks: &dyn Fn() -> Option<Lacks>, waits: &mut dyn FnMut(Lacks)) {
        if gate::is_on() && self.readers.are_several() {
            let ahead = Ahead { object: self.id.0, line, goes_on: false, ..Ahead::of(Kind::PipeRecv) };
            gate::park(&ahead, lacks, waits);
        }
    }

    fn failed(&self, operation: super::step::Operation<'_>, errno: Errno) -> Exception {
        let exception = Exception::os(errno);
        operation.end_with(None, None, &[(Field::Outcome, Sent::Text(&exception.class))]);
        exception
    }

    /// `poll(timeout)`: whether there is something to receive (the end of file counts), waiting so many seconds.
    #[track_caller]
    pub fn poll(&self, seconds: f64) -> bool {
        let line = me::line(Location::caller());
        self.step(Kind::PipePoll, line).arrive();
        // In a gated run time is virtual: it does not wait for what may come.
        let seconds = if gate::is_on() { 0.0 } else { seconds };
        let answer = self.descriptor.ready_within((seconds * 1000.0) as i32);
        self.step(Kind::PipePoll, line).with(Field::Answer, Sent::Bool(answer)).note();
        answer
    }

    /// `close()`: in this process; other copies stay open.
    #[track_caller]
    pub fn close(&self) {
        if !self.descriptor.is_closed() {
            self.step(Kind::PipeClose, me::line(Location::caller())).once();
            self.descriptor.close();
        }
    }

    /// `fileno()`.
    pub fn fileno(&self) -> RawFd {
        self.descriptor.borrow().as_fd().as_raw_fd()
    }
}
