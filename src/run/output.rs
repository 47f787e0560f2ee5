//! Output: what comes out of the lesson's pipes, compared with what its actors told of it.
//!
//! An actor tells what it writes, so most of what comes here is known already. What nobody told (a program that was
//! executed, the runtime itself) is told by the engine, with no actor.

use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::reading::{Reading, Untold, whole};
use crate::wire::arena::now;

/// Longest piece of output in one event, in bytes.
const PIECE: usize = 4000;

/// Names of the two streams, in the order of their places.
pub(super) const STREAMS: [&str; 2] = ["stdout", "stderr"];

/// Most reads of one stream at a mark: whoever writes more and more is not waited for.
const READS: usize = 16;

/// Reads the two pipes for as long as anybody has them open.
#[derive(Clone)]
pub(super) struct Listener {
    pipes: Arc<[OwnedFd; 2]>,
    heard: Arc<[Mutex<Reading>; 2]>,
    /// Bytes read so far.
    total: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
    limit: u64,
}

impl Listener {
    /// Begins to read.
    pub fn start(out: OwnedFd, err: OwnedFd, limit: u64) -> Listener {
        let pipes = Arc::new([out, err]);
        let listener = Listener { pipes, heard: Arc::default(), total: Arc::default(), over: Arc::default(), limit };
        let reader = listener.clone();
        let read = move || {
            reader.read_both();
            reader.over.store(true, Ordering::Release);
        };
        let _ = std::thread::Builder::new().name("output".into()).spawn(read);
        listener
    }

    fn read_both(&self) {
        let mut open = [true; 2];
        let mut bytes = vec![0; 64 * 1024];
        while open.contains(&true) {
            let living: Vec<usize> = (0..2).filter(|&stream| open[stream]).collect();
            let mut fds: Vec<PollFd<'_>> =
                living.iter().map(|&at| PollFd::new(self.pipes[at].as_fd(), PollFlags::POLLIN)).collect();
            if poll(&mut fds, PollTimeout::NONE).is_err() {
                continue;
            }
            let ready = living.iter().zip(&fds).filter(|(_, fd)| fd.any() == Some(true)).map(|(&at, _)| at);
            for stream in ready {
                open[stream] = self.read(stream, &mut bytes) != Some(0);
            }
        }
    }

    /// Reads once, if something is there; how many bytes, 0 at the end. Who reads hears too before anybody else reads.
    fn read(&self, stream: usize, bytes: &mut [u8]) -> Option<usize> {
        let mut heard = self.heard[stream].lock().unwrap_or_else(PoisonError::into_inner);
        let pipe = &self.pipes[stream];
        let mut look = [PollFd::new(pipe.as_fd(), PollFlags::POLLIN)];
        if poll(&mut look, PollTimeout::ZERO) != Ok(1) {
            return None;
        }
        match nix::unistd::read(pipe, bytes) {
            Ok(length) => {
                self.total.fetch_add(length as u64, Ordering::Relaxed);
                heard.hear(now(), &bytes[..length]);
                Some(length)
            }
            Err(nix::Error::EINTR) => None,
            Err(_) => Some(0),
        }
    }

    /// An actor told that it writes this.
    pub fn told(&self, stream: usize, t: u64, writer: u32, bytes: &[u8]) {
        self.heard[stream].lock().unwrap_or_else(PoisonError::into_inner).tell(t, writer, bytes);
    }

    /// What was written up to now is ripe: once every record that was published by now has been heard of through
    /// [`Listener::told`], what is left of it was told by nobody.
    pub fn mark(&self) {
        let mut bytes = [0; 16 * 1024];
        for stream in 0..2 {
            let more = |_: &usize| self.read(stream, &mut bytes).is_some_and(|length| length > 0);
            let _ = (0..READS).take_while(more).count();
            self.heard[stream].lock().unwrap_or_else(PoisonError::into_inner).mark();
        }
    }

    /// What nobody told of that which was ripe, and where nothing more comes, of all.
    pub fn untold(&self, stream: usize, everything: bool) -> Vec<Untold> {
        self.heard[stream].lock().unwrap_or_else(PoisonError::into_inner).untold(everything)
    }

    /// Whether both pipes were closed by everybody and read to their ends.
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::Acquire)
    }

    /// Whether more was written than a lesson may write.
    pub fn is_too_much(&self) -> bool {
        self.total.load(Ordering::Relaxed) > self.limit
    }
}

/// Pieces that an event holds, cut between characters where it is text.
pub(super) fn pieces(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let piece = &rest[..rest.len().min(PIECE)];
        let length = if piece.len() < PIECE { piece.len() } else { whole(piece) };
        let (piece, after) = rest.split_at(length);
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}
