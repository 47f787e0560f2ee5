//! Output: what comes out of the lesson's pipes, compared with what its actors told of it.
//!
//! An actor tells what it writes, so most of what comes here is known already. What nobody told (a program that was
//! executed, the runtime itself) is told by the engine, with no actor.

use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::reading::{Reading, whole};

/// Longest piece of output in one event, in bytes.
const PIECE: usize = 4000;

/// Names of the two streams, in the order of their places.
pub(super) const STREAMS: [&str; 2] = ["stdout", "stderr"];

/// Reads the two pipes for as long as anybody has them open.
pub(super) struct Listener {
    heard: Arc<[Mutex<Reading>; 2]>,
    /// Bytes read so far.
    total: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
    limit: u64,
}

impl Listener {
    /// Begins to read.
    pub fn start(out: OwnedFd, err: OwnedFd, limit: u64) -> Listener {
        let listener = Listener { heard: Arc::default(), total: Arc::default(), over: Arc::default(), limit };
        let (heard, total, over) = (listener.heard.clone(), listener.total.clone(), listener.over.clone());
        let read = move || {
            read_both(&[out, err], |stream, bytes| {
                total.fetch_add(bytes.len() as u64, Ordering::Relaxed);
                heard[stream].lock().unwrap_or_else(PoisonError::into_inner).hear(bytes);
            });
            over.store(true, Ordering::Release);
        };
        let _ = std::thread::Builder::new().name("output".into()).spawn(read);
        listener
    }

    /// An actor told that it writes this.
    pub fn told(&self, stream: usize, writer: u32, bytes: &[u8]) {
        self.heard[stream].lock().unwrap_or_else(PoisonError::into_inner).tell(writer, bytes);
    }

    /// What has come up to now is ripe: once every record that was published by now has been heard of through
    /// [`Listener::told`], what is left of it was told by nobody.
    pub fn mark(&self) {
        for stream in self.heard.iter() {
            stream.lock().unwrap_or_else(PoisonError::into_inner).mark();
        }
    }

    /// What nobody told of that which was ripe, and where nothing more comes, of all.
    pub fn untold(&self, stream: usize, everything: bool) -> Vec<u8> {
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

fn read_both(pipes: &[OwnedFd; 2], mut take: impl FnMut(usize, &[u8])) {
    let mut open = [true; 2];
    let mut bytes = vec![0; 64 * 1024];
    while open.contains(&true) {
        let living: Vec<usize> = (0..2).filter(|&stream| open[stream]).collect();
        let mut fds: Vec<PollFd<'_>> =
            living.iter().map(|&at| PollFd::new(pipes[at].as_fd(), PollFlags::POLLIN)).collect();
        if poll(&mut fds, PollTimeout::NONE).is_err() {
            continue;
        }
        let ready: Vec<usize> =
            living.iter().zip(&fds).filter(|(_, fd)| fd.any() == Some(true)).map(|(&at, _)| at).collect();
        for stream in ready {
            match nix::unistd::read(&pipes[stream], &mut bytes) {
                Ok(0) => open[stream] = false,
                Ok(length) => take(stream, &bytes[..length]),
                Err(nix::Error::EINTR) => {}
                Err(_) => open[stream] = false,
            }
        }
    }
}
