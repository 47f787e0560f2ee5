//! A channel: a pipe with a lock at each end, which is not told. What a pool hands its tasks through, where CPython has a
//! `SimpleQueue` (Lib/multiprocessing/pool.py).

use std::marker::PhantomData;

use serde::{Serialize, de::DeserializeOwned};

use crate::wire::record::{dumps, loads};

use super::exception::Exception;
use super::lock::Permits;
use super::pipe::{Descriptor, kernel_pipe};

/// A pipe with locks at both ends, without a buffer.
pub(crate) struct Channel<T> {
    reader: Descriptor,
    writer: Descriptor,
    reading: Permits,
    writing: Permits,
    carries: PhantomData<fn(T) -> T>,
}

impl<T> Clone for Channel<T> {
    fn clone(&self) -> Self {
        Channel { reader: self.reader.clone(), writer: self.writer.clone(), carries: PhantomData, ..*self }
    }
}

impl<T: Serialize + DeserializeOwned> Channel<T> {
    /// An empty channel.
    ///
    /// # Errors
    /// `OSError` if the kernel gives no more descriptors.
    pub fn new() -> Result<Channel<T>, Exception> {
        let (reader, writer) = kernel_pipe()?;
        Ok(Channel { reader, writer, reading: Permits::new(1), writing: Permits::new(1), carries: PhantomData })
    }

    /// `put(item)`: writes it here and now, waiting while the pipe has no room.
    pub fn put(&self, item: &T) {
        self.writing.acquire("turn", None, &mut |_| {});
        if let Some(message) = dumps(item) {
            let _ = self.writer.send(&message);
        }
        self.writing.release();
    }

    /// `get()`: waits for an item, calling `waits` before it has to; `None` if every writer is gone.
    pub fn get(&self, mut waits: impl FnMut()) -> Option<T> {
        self.reading.acquire("turn", None, &mut |_| waits());
        if !self.reader.readable() {
            waits();
        }
        let message = self.reader.recv().ok().flatten();
        self.reading.release();
        message.and_then(|message| loads(&message))
    }

    /// Takes the turn to read and throws away what there is, for as long as `goes_on` says so.
    pub fn discard_while(&self, goes_on: impl Fn() -> bool) {
        self.reading.acquire("turn", None, &mut |_| {});
        while goes_on() && self.reader.readable() {
            let _ = self.reader.recv();
        }
        self.reading.release();
    }

    /// Closes the writing end in this process.
    pub fn close_writer(&self) {
        self.writer.close();
    }

    /// Closes the reading end in this process.
    pub fn close_reader(&self) {
        self.reader.close();
    }

    /// Whether nothing waits in it.
    pub fn empty(&self) -> bool {
        !self.reader.readable()
    }

    /// The reading end, to be waited for among others.
    pub fn reader(&self) -> &Descriptor {
        &self.reader
    }
}
