//! Output: what comes out of the lesson's pipes, compared with what its actors told of it.
//!
//! An actor tells what it writes, so most of what comes here is known already. What nobody told (a program that was
//! executed, the runtime itself) is told by the engine, with no actor.

use std::collections::VecDeque;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

/// Longest piece of output in one event, in bytes.
const PIECE: usize = 4000;
/// How many pieces may have been told and not come: many more than a pipe holds. What a shell has led elsewhere never comes.
const AWAITED: usize = 4096;

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
    /// How many of them came before the last mark.
    ripe: usize,
    told: VecDeque<Vec<u8>>,
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

    /// What has come up to now is ripe: once every record that was published by now has been heard of through
    /// [`Listener::told`], what is left of it was told by nobody.
    pub fn mark(&self) {
        for stream in self.heard.iter() {
            let mut stream = stream.lock().unwrap_or_else(PoisonError::into_inner);
            stream.ripe = stream.heard.len();
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

impl Stream {
    fn hear(&mut self, bytes: &[u8]) {
        self.heard.extend_from_slice(bytes);
        let told = std::mem::take(&mut self.told);
        self.told = told.into_iter().filter(|piece| !self.take_out(piece)).collect();
    }

    fn tell(&mut self, bytes: &[u8]) {
        if !self.take_out(bytes) {
            self.told.push_back(bytes.to_vec());
            if self.told.len() > AWAITED {
                self.told.pop_front();
            }
        }
    }

    /// Takes a piece out of what was heard, where it first stands.
    fn take_out(&mut self, piece: &[u8]) -> bool {
        let found =
            piece.is_empty().then_some(0).or_else(|| self.heard.windows(piece.len()).position(|at| at == piece));
        if let Some(at) = found {
            self.heard.drain(at..at + piece.len());
            self.ripe -= piece.len().min(self.ripe.saturating_sub(at));
        }
        found.is_some()
    }

    /// Takes out what nobody told. The beginning of a character or of a piece that was told stays: the rest is on its way.
    fn untold(&mut self, everything: bool) -> Vec<u8> {
        let end = if everything { self.heard.len() } else { self.ripe.min(self.heard.len() - self.begun()) };
        let end = if everything { end } else { whole(&self.heard[..end]) };
        self.ripe = 0;
        self.heard.drain(..end).collect()
    }

    /// Length of the longest end of what was heard that is the beginning of a piece that was told.
    fn begun(&self) -> usize {
        let begins = |piece: &Vec<u8>| {
            let longest = self.heard.len().min(piece.len().saturating_sub(1));
            (1..=longest).rev().find(|&length| self.heard.ends_with(&piece[..length])).unwrap_or(0)
        };
        if self.ripe == 0 { 0 } else { self.told.iter().map(begins).max().unwrap_or(0) }
    }
}

/// How many bytes stand before the beginning of a character that has not come to its end.
fn whole(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        _ => bytes.len(),
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

    #[test]
    fn what_nobody_told_is_given_in_whole_characters_and_never_a_piece_that_was_told() {
        let mut stream = Stream::default();
        stream.tell(b"told\n");
        stream.hear("untold 好".as_bytes().split_last().unwrap().1);
        stream.ripe = stream.heard.len();
        assert_eq!(stream.untold(false), b"untold ");
        stream.hear(b"\xbd\nto");
        stream.ripe = stream.heard.len();
        assert_eq!(stream.untold(false), "好\n".as_bytes());
        stream.hear(b"ld\n, and more");
        assert_eq!(stream.untold(false), b"", "it came after the mark");
        assert_eq!(stream.untold(true), b", and more");
    }
}
