//! The feeder: a thread that moves a queue's items from its process's buffer into the queue's pipe.
//!
//! As in CPython (`Queue._feed`) it starts with the first `put`, and the process waits for it at its orderly end.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use crate::model::{Field, Kind};
use crate::wire::arena::ObjectId;
use crate::wire::record::Sent;

use super::gate;
use super::lock::Permits;
use super::me;
use super::pipe::Descriptor;
use super::step::Step;
use super::thread::Thread;

/// An item in a buffer: what it looks like, and what travels (nothing if it could not be serialised).
pub(crate) struct Parcel {
    pub shown: String,
    pub message: Vec<u8>,
}

/// A process's buffer of a queue.
#[derive(Default)]
pub(crate) struct Buffer {
    waiting: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    parcels: VecDeque<Parcel>,
    closed: bool,
}

impl Buffer {
    /// Puts a parcel behind the others.
    pub fn push(&self, parcel: Parcel) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).parcels.push_back(parcel);
        self.changed.notify_one();
    }

    fn close(&self) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.changed.notify_one();
    }

    /// The next parcel. In a gated run it is waited for at the gate.
    fn next(&self) -> Option<Parcel> {
        gate::until(Kind::QueueFed, &|| {
            let state = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            (state.parcels.is_empty() && !state.closed).then_some("item")
        });
        self.pop()
    }

    /// The next parcel, waiting for it; `None` when it was closed and is empty.
    fn pop(&self) -> Option<Parcel> {
        let mut state = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(parcel) = state.parcels.pop_front() {
                return Some(parcel);
            }
            if state.closed {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A running feeder, for its process to wait for.
pub(crate) struct Feeder {
    buffer: Arc<Buffer>,
    thread: Thread,
}

/// Starts the feeder of a queue in this process.
pub(crate) fn start(queue: ObjectId, buffer: &Arc<Buffer>, writer: Descriptor, turn: Permits) {
    let parcels = buffer.clone();
    let mut thread = Thread::helper("feeder", "QueueFeederThread", "feeder", move || {
        while let Some(parcel) = parcels.next() {
            feed(queue, &writer, turn, &parcel);
        }
    });
    thread.start();
    me::own().feeders.push(Feeder { buffer: buffer.clone(), thread });
}

/// Writes one parcel into the pipe. It is told before the write where the write surely goes through at once (so that
/// no reader can have it before it was told), else after it, with the wait for room.
fn feed(queue: ObjectId, writer: &Descriptor, turn: Permits, parcel: &Parcel) {
    gate::until(Kind::QueueFed, &|| turn.lacks("turn"));
    turn.acquire("turn", None, &mut |_| {});
    let size = parcel.message.len();
    let step = Step::hidden(Kind::QueueFed).object(queue).value(&parcel.shown).bytes(size);
    if size + 4 <= libc::PIPE_BUF && writer.writable() {
        step.once();
        let _ = writer.send(&parcel.message);
    } else {
        let mut operation = step.begin();
        if !writer.fits(size) {
            operation.waits("room");
        }
        let sent = writer.send(&parcel.message);
        match sent {
            Ok(()) => operation.end(|step| step),
            Err(errno) => operation.end_with(None, None, &[(Field::Outcome, Sent::Text(&errno.to_string()))]),
        }
    }
    turn.release();
}

/// What a process does at its orderly end: waits until every feeder has written everything.
pub(crate) fn join_all() {
    let feeders = std::mem::take(&mut me::own().feeders);
    for mut feeder in feeders {
        feeder.buffer.close();
        feeder.thread.join_at(0);
    }
}
