//! `Queue`: a buffer in each putting process, a feeder thread, one pipe, and locks (Lib/multiprocessing/queues.py).

use std::marker::PhantomData;
use std::panic::Location;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::{Serialize, de::DeserializeOwned};

use crate::model::{Field, Kind};
use crate::wire::arena::ObjectId;
use crate::wire::class::Class;
use crate::wire::record::{Sent, dumps, loads};

use super::exception::Exception;
use super::feeder::{self, Buffer, Parcel};
use super::gate::{self, Ahead, Leave};
use super::lock::Permits;
use super::me;
use super::os::getpid;
use super::pipe::{Descriptor, kernel_pipe};
use super::repr::{Repr, short};
use super::step::Step;

/// A queue that any process may put into and get from.
pub struct Queue<T> {
    shared: Arc<Shared>,
    carries: PhantomData<fn(T) -> T>,
}

struct Shared {
    id: ObjectId,
    reader: Descriptor,
    writer: Descriptor,
    /// Whose turn it is to read: held while waiting for an item, as CPython's `_rlock` is.
    reading: Permits,
    /// Whose turn it is to write.
    writing: Permits,
    /// Room left, for a queue with a bound.
    room: Option<Permits>,
    /// What this process alone has; a forked child makes its own.
    local: AtomicPtr<Local>,
}

struct Local {
    pid: i32,
    buffer: Arc<Buffer>,
    fed: Mutex<bool>,
}

impl<T> Clone for Queue<T> {
    fn clone(&self) -> Self {
        Queue { shared: self.shared.clone(), carries: PhantomData }
    }
}

impl<T: Serialize + DeserializeOwned + Repr> Queue<T> {
    /// `Queue(maxsize)`: 0 for no bound.
    ///
    /// # Errors
    /// `OSError` if the kernel gives no more descriptors.
    #[track_caller]
    pub fn new(name: &str, maxsize: u32) -> Result<Queue<T>, Exception> {
        let (reader, writer) = kernel_pipe()?;
        let holds = super::pipe::capacity(&writer).map_or(Sent::Null, |bytes| Sent::Int(bytes as i64));
        let shared = Shared {
            id: me::christen(Class::Queue, Some(name)),
            reader,
            writer,
            reading: Permits::new(1),
            writing: Permits::new(1),
            room: (maxsize > 0).then(|| Permits::new(maxsize)),
            local: AtomicPtr::default(),
        };
        let step = Step::new(Kind::QueueCreate, Location::caller()).object(shared.id);
        step.with(Field::Maxsize, Sent::Int(maxsize.into())).with(Field::Capacity, holds).once();
        Ok(Queue { shared: Arc::new(shared), carries: PhantomData })
    }

    fn step(&self, kind: Kind, line: u32) -> Step<'static> {
        Step::at_line(kind, line).object(self.shared.id)
    }

    /// `put(item)`: into this process's buffer; its feeder serialises and writes it later. Waits only for room under a
    /// bound.
    #[track_caller]
    pub fn put(&self, item: &T) {
        let _ = self.put_at(item, None, me::line(Location::caller()));
    }

    /// `put(item, timeout=seconds)`; 0 is `put_nowait`.
    ///
    /// # Errors
    /// `Full`.
    #[track_caller]
    pub fn put_for(&self, item: &T, seconds: f64) -> Result<(), Exception> {
        self.put_at(item, Some(Duration::from_secs_f64(seconds.max(0.0))), me::line(Location::caller()))
    }

    fn put_at(&self, item: &T, timeout: Option<Duration>, line: u32) -> Result<(), Exception> {
        let shown = short(item);
        let message = dumps(item).unwrap_or_default();
        let mut operation =
            Step::at_line(Kind::QueuePut, line).object(self.shared.id).value(&shown).bytes(message.len()).begin();
        let room = operation.block(
            || self.shared.room.and_then(|room| room.lacks("room")),
            |waits| self.shared.room.is_none_or(|room| room.acquire("room", timeout, waits)),
        );
        if room != Some(true) {
            operation.end_with(None, None, &[(Field::Outcome, Sent::Text("Full"))]);
            return Err(Exception::new("Full", ""));
        }
        // Told before the item can be on its way: what gives is told before the act.
        operation.end(|step| step);
        let local = self.local();
        local.buffer.push(Parcel { shown: shown.clone(), message });
        let mut fed = local.fed.lock().unwrap_or_else(PoisonError::into_inner);
        if !*fed {
            *fed = true;
            feeder::start(self.shared.id, &local.buffer, self.shared.writer.clone(), self.shared.writing);
        }
        Ok(())
    }

    /// `get()`: waits for an item, holding the reading lock meanwhile.
    #[track_caller]
    pub fn get(&self) -> T {
        let line = me::line(Location::caller());
        loop {
            if let Ok(item) = self.get_at(None, line) {
                return item;
            }
        }
    }

    /// `get(timeout=seconds)`; 0 is `get_nowait`.
    ///
    /// # Errors
    /// `Empty`.
    #[track_caller]
    pub fn get_for(&self, seconds: f64) -> Result<T, Exception> {
        self.get_at(Some(Duration::from_secs_f64(seconds.max(0.0))), me::line(Location::caller()))
    }

    fn get_at(&self, timeout: Option<Duration>, line: u32) -> Result<T, Exception> {
        let mut step = self.step(Kind::QueueGet, line);
        if let Some(timeout) = timeout {
            step = step.with(Field::Seconds, Sent::Float(timeout.as_secs_f64()));
        }
        let mut operation = step.begin();
        let message = operation.block(|| self.lacks(), |waits| self.shared.take(timeout, waits));
        let got = message.flatten().and_then(|message| loads::<T>(&message).map(|item| (item, message.len())));
        let Some((item, bytes)) = got else {
            operation.end_with(None, None, &[(Field::Outcome, Sent::Text("Empty"))]);
            return Err(Exception::new("Empty", ""));
        };
        operation.end_with(Some(&short(&item)), Some(bytes), &[]);
        Ok(item)
    }

    /// What is missing to begin: whoever reads holds the reading lock until an item comes.
    fn lacks(&self) -> Option<&'static str> {
        self.shared.reading.lacks("turn")
    }

    /// `empty()`: whether the pipe is empty right now; what is still in a buffer does not count.
    #[track_caller]
    pub fn empty(&self) -> bool {
        let line = me::line(Location::caller());
        self.step(Kind::QueueEmpty, line).arrive();
        let answer = !self.shared.reader.readable();
        self.step(Kind::QueueEmpty, line).with(Field::Answer, Sent::Bool(answer)).note();
        answer
    }

    /// `close()`: this process puts nothing more.
    #[track_caller]
    pub fn close(&self) {
        self.step(Kind::QueueClose, me::line(Location::caller())).once();
    }

    fn local(&self) -> &'static Local {
        let known = self.shared.local.load(Ordering::Acquire);
        // SAFETY: set below to a leaked box, never freed.
        if let Some(local) = unsafe { known.as_ref() }.filter(|local| local.pid == getpid()) {
            return local;
        }
        let fresh = Local { pid: getpid(), buffer: Arc::default(), fed: Mutex::new(false) };
        let fresh = Box::into_raw(Box::new(fresh));
        let won = self.shared.local.compare_exchange(known, fresh, Ordering::AcqRel, Ordering::Acquire);
        // SAFETY: either our own leaked box, or the one that another thread of this process put there first.
        unsafe { &*won.map_or_else(|other| other, |_| fresh) }
    }
}

impl Shared {
    /// Takes one message out of the pipe under the reading lock; `None` if the time is over.
    fn take(&self, timeout: Option<Duration>, waits: &mut dyn FnMut(&'static str)) -> Option<Vec<u8>> {
        let end = timeout.map(|timeout| Instant::now() + timeout);
        let left = || end.map(|end| end.saturating_duration_since(Instant::now()));
        if !self.reading.acquire("turn", left(), waits) {
            return None;
        }
        if gate::is_on() {
            return self.take_gated(timeout, waits);
        }
        if !self.reader.readable() {
            waits("item");
            let wait = left().map_or(-1, |left| left.as_millis().min(i32::MAX as u128) as i32);
            if !self.reader.ready_within(wait) {
                self.reading.release();
                return None;
            }
        }
        self.read()
    }

    /// In a gated run the reading lock is held at the gate, as it is in the kernel otherwise.
    fn take_gated(&self, timeout: Option<Duration>, waits: &mut dyn FnMut(&'static str)) -> Option<Vec<u8>> {
        let timeout = timeout.map_or(0, |time| (time.as_millis() as u32).max(1));
        let ahead = Ahead { object: self.id.0, timeout, ..Ahead::of(Kind::QueueGet) };
        let lacks = || (!self.reader.readable()).then_some("item");
        if lacks().is_some() && gate::park(&ahead, &lacks, waits) == Leave::Timeout {
            self.reading.release();
            return None;
        }
        self.read()
    }

    /// Reads one message, makes room, gives the reading lock back.
    fn read(&self) -> Option<Vec<u8>> {
        let message = self.reader.recv().ok().flatten();
        if let Some(room) = self.room {
            room.release();
        }
        self.reading.release();
        message
    }
}
