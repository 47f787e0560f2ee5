//! `SimpleQueue`: a pipe with a lock at each end and no buffer (Lib/multiprocessing/queues.py).

use std::marker::PhantomData;
use std::panic::Location;

use serde::{Serialize, de::DeserializeOwned};

use crate::model::{Field, Kind};
use crate::wire::arena::ObjectId;
use crate::wire::class::Class;
use crate::wire::record::{Sent, dumps, loads};

use super::exception::Exception;
use super::gate::{self, Ahead};
use super::lock::Permits;
use super::me;
use super::pipe::{Descriptor, capacity, kernel_pipe};
use super::repr::{Repr, short};
use super::step::{Lacks, Step};

/// A queue without feeders: `put` writes here and now, and waits where the pipe has no room.
pub struct SimpleQueue<T> {
    id: ObjectId,
    reader: Descriptor,
    writer: Descriptor,
    /// Whose turn it is to read, and to write: held while waiting for an item, and for room.
    reading: Permits,
    writing: Permits,
    carries: PhantomData<fn(T) -> T>,
}

impl<T> Clone for SimpleQueue<T> {
    fn clone(&self) -> Self {
        SimpleQueue { reader: self.reader.clone(), writer: self.writer.clone(), carries: PhantomData, ..*self }
    }
}

impl<T: Serialize + DeserializeOwned + Repr> SimpleQueue<T> {
    /// An empty queue.
    ///
    /// # Errors
    /// `OSError` if the kernel gives no more descriptors.
    #[track_caller]
    pub fn new(name: &str) -> Result<SimpleQueue<T>, Exception> {
        let (reader, writer) = kernel_pipe()?;
        let holds = capacity(&writer).map_or(Sent::Null, |bytes| Sent::Int(bytes as i64));
        let id = me::christen(Class::SimpleQueue, Some(name));
        let step = Step::new(Kind::QueueCreate, Location::caller()).object(id);
        step.with(Field::Maxsize, Sent::Int(0)).with(Field::Capacity, holds).once();
        let (reading, writing) = (Permits::new(1), Permits::new(1));
        Ok(SimpleQueue { id, reader, writer, reading, writing, carries: PhantomData })
    }

    /// `put(item)`: writes it into the pipe before it returns.
    ///
    /// # Errors
    /// `PicklingError` if the item cannot be serialised, `BrokenPipeError` if nobody can read any more.
    #[track_caller]
    pub fn put(&self, item: &T) -> Result<(), Exception> {
        let line = me::line(Location::caller());
        let message = dumps(item).ok_or_else(|| Exception::new("PicklingError", "this value cannot be serialised"))?;
        let shown = short(item);
        let step = Step::at_line(Kind::QueuePut, line).object(self.id);
        let mut operation = step.value(&shown).bytes(message.len()).begin();
        let sent = operation.block(
            || self.writing.lacks("turn"),
            |waits| {
                self.writing.acquire("turn", None, waits);
                if !self.writer.fits(message.len()) {
                    waits("room");
                }
                let sent = self.writer.send(&message);
                self.writing.release();
                sent
            },
        );
        match sent {
            Some(Err(errno)) => {
                let exception = Exception::os(errno);
                operation.finish(Some(&exception.class));
                Err(exception)
            }
            _ => {
                operation.end(|step| step);
                Ok(())
            }
        }
    }

    /// `get()`: waits for an item, holding the reading lock meanwhile.
    ///
    /// # Errors
    /// `EOFError` if nobody can write any more.
    #[track_caller]
    pub fn get(&self) -> Result<T, Exception> {
        let mut operation = Step::new(Kind::QueueGet, Location::caller()).object(self.id).begin();
        let message = operation.block(|| self.reading.lacks("turn"), |waits| self.take(waits));
        let got = message.flatten().and_then(|message| loads::<T>(&message).map(|item| (item, message.len())));
        let Some((item, bytes)) = got else {
            operation.finish(Some("EOFError"));
            return Err(Exception::new("EOFError", ""));
        };
        operation.end_with(Some(&short(&item)), Some(bytes), &[]);
        Ok(item)
    }

    fn take(&self, waits: &mut dyn FnMut(Lacks)) -> Option<Vec<u8>> {
        self.reading.acquire("turn", None, waits);
        let lacks = || (!self.reader.readable()).then_some("item");
        match lacks() {
            Some(_) if gate::is_on() => {
                // In a gated run the reading lock is held at the gate, as it is in the kernel otherwise.
                let ahead = Ahead { object: self.id.0, ..Ahead::of(Kind::QueueGet) };
                gate::park(&ahead, &lacks, waits);
            }
            Some(what) => waits(what),
            None => {}
        }
        let message = self.reader.recv().ok().flatten();
        self.reading.release();
        message
    }

    /// `empty()`: whether the pipe is empty right now.
    #[track_caller]
    pub fn empty(&self) -> bool {
        let line = me::line(Location::caller());
        Step::at_line(Kind::QueueEmpty, line).object(self.id).arrive();
        let answer = !self.reader.readable();
        Step::at_line(Kind::QueueEmpty, line).object(self.id).with(Field::Answer, Sent::Bool(answer)).note();
        answer
    }

    /// `close()`: this process neither puts nor gets any more.
    #[track_caller]
    pub fn close(&self) {
        Step::new(Kind::QueueClose, Location::caller()).object(self.id).once();
        self.reader.close();
        self.writer.close();
    }
}
