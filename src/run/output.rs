//! Output: what comes out of the lesson's pipes, compared with what its actors told of it.
//!
//! An actor tells what it writes, so most of what comes here is known already. What nobody told (a program that was
//! executed, the runtime itself) is told by the engine, with no actor.

use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::wire::arena::now;

/// Names of the two streams, in the order of [`Stream`]'s place.
pub(super) const STREAMS: [&str; 2] = ["stdout", "stderr"];

/// Reads the two pipes for as long as anybody has them open.
pub(super) struct Listener {
    heard: Arc<[Mutex<Stream>; 2]>,
    /// Bytes read so far.
    total: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
    limit: u64,
}

/// Bytes of one stream that nobody has told yet, and bytes told that have not come yet.
#[derive(Default)]
struct Stream {
    heard: Vec<u8>,
    /// When the last of them came.
    at: u64,
    told: Vec<Vec<u8>>,
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
    pub fn told(&self, stream: usize, bytes: &[u8]) {
        self.heard[stream].lock().unwrap_or_else(PoisonError::into_inner).tell(bytes);
    }

    /// What came before `moment` on the monotonic clock and nobody told.
    pub fn untold(&self, stream: usize, moment: u64) -> Option<Vec<u8>> {
        let mut stream = self.heard[stream].lock().unwrap_or_else(PoisonError::into_inner);
        (!stream.heard.is_empty() && stream.at < moment).then(|| std::mem::take(&mut stream.heard))
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

impl Stream {
    fn hear(&mut self, bytes: &[u8]) {
        self.heard.extend_from_slice(bytes);
        self.at = now();
        let told = std::mem::take(&mut self.told);
        self.told = told.into_iter().filter(|piece| !self.take_out(piece)).collect();
        // More than this is nobody's words: it must not be kept for ever.
        let excess = self.heard.len().saturating_sub(4 * 1024 * 1024);
        self.heard.drain(..excess);
    }

    fn tell(&mut self, bytes: &[u8]) {
        if !self.take_out(bytes) {
            self.told.push(bytes.to_vec());
        }
    }

    /// Takes a piece out of what was heard, where it first stands.
    fn take_out(&mut self, piece: &[u8]) -> bool {
        let found =
            piece.is_empty().then_some(0).or_else(|| self.heard.windows(piece.len()).position(|at| at == piece));
        if let Some(at) = found {
            self.heard.drain(at..at + piece.len());
        }
        found.is_some()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_is_not_told_again_whichever_comes_first() {
        let mut stream = Stream::default();
        stream.tell(b"one\n");
        stream.hear(b"two\none\nthree\n");
        stream.tell(b"three\n");
        assert_eq!(stream.heard, b"two\n");
        assert!(stream.told.is_empty());
    }
}
