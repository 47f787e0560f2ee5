//! `Lock`, `RLock` and `Semaphore` on shared memory.
//!
//! As in CPython all three are semaphores (`_multiprocessing/semaphore.c`): a `Lock` has no owner, anybody may release
//! it, and nobody frees it when its holder dies. An `RLock` remembers its owner.

use std::panic::Location;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::model::Kind;
use crate::wire::arena::ObjectId;
use crate::wire::class::Class;
use crate::wire::futex;

use super::exception::Exception;
use super::me;
use super::step::Step;

/// Two words in the arena: permits left, sleepers.
#[derive(Clone, Copy)]
pub(crate) struct Permits {
    at: usize,
}

impl Permits {
    pub fn new(permits: u32) -> Permits {
        let at = me::arena().alloc(64);
        me::arena().word(at).store(permits, Ordering::Release);
        Permits { at }
    }

    pub fn semaphore(&self) -> futex::Semaphore<'static> {
        futex::Semaphore { value: me::arena().word(self.at), sleepers: me::arena().word(self.at + 4) }
    }

    /// What is missing to acquire now.
    pub fn lacks(&self, what: &'static str) -> Option<&'static str> {
        (self.semaphore().value.load(Ordering::Acquire) == 0).then_some(what)
    }

    /// Acquires, saying `what` is missing if it must wait; whether it was got in time.
    pub fn acquire(&self, what: &'static str, timeout: Option<Duration>, waits: &mut dyn FnMut(&'static str)) -> bool {
        let semaphore = self.semaphore();
        if semaphore.try_acquire() {
            return true;
        }
        if timeout == Some(Duration::ZERO) {
            return false;
        }
        waits(what);
        semaphore.acquire(timeout)
    }

    pub fn release(&self) {
        self.semaphore().release();
    }

    /// Whether as many are free as there may be.
    fn is_full(&self, most: u32) -> bool {
        self.semaphore().value.load(Ordering::Acquire) >= most
    }

    /// A third word, for whoever needs one.
    fn owner(&self) -> &'static AtomicU32 {
        me::arena().word(self.at + 8)
    }

    /// A fourth one.
    fn depth(&self) -> &'static AtomicU32 {
        me::arena().word(self.at + 12)
    }
}

/// `multiprocessing.Lock()`: at most one holds it.
#[derive(Clone, Copy)]
pub struct Lock(Gate);

/// `multiprocessing.Semaphore(n)`: at most n hold it.
#[derive(Clone, Copy)]
pub struct Semaphore(Gate);

/// `multiprocessing.RLock()`: its holder may take it again.
#[derive(Clone, Copy)]
pub struct RLock(Gate);

#[derive(Clone, Copy)]
struct Gate {
    id: ObjectId,
    permits: Permits,
    /// Most permits that there may be.
    most: u32,
}

impl Gate {
    fn new(name: &str, class: Class, permits: u32, at: &Location<'_>) -> Gate {
        let most = if class == Class::Semaphore { u32::MAX } else { 1 };
        let gate = Gate { id: me::christen(class, Some(name)), permits: Permits::new(permits), most };
        let value = permits.to_string();
        Step::new(Kind::LockCreate, at).object(gate.id).value(&value).once();
        gate
    }

    fn acquire(&self, timeout: Option<Duration>, line: u32) -> bool {
        let step = Step::at_line(Kind::LockAcquire, line).object(self.id);
        let mut operation = step.timed(timeout.map(|timeout| timeout.as_secs_f64())).begin();
        let lacks = || self.permits.lacks("release");
        let got = operation.block(lacks, |waits| self.permits.acquire("release", timeout, waits)) == Some(true);
        operation.finish((!got).then_some("timeout"));
        got
    }

    fn release(&self, line: u32) -> Result<(), Exception> {
        let too_often = || Exception::new("ValueError", "semaphore or lock released too many times");
        if self.permits.is_full(self.most) {
            return Err(too_often());
        }
        Step::at_line(Kind::LockRelease, line).object(self.id).once();
        // Somebody else may have released it while this one stood at the gate.
        if self.permits.is_full(self.most) {
            return Err(too_often());
        }
        self.permits.release();
        Ok(())
    }

    fn with<T>(&self, line: u32, body: impl FnOnce() -> T) -> T {
        struct Held<'a>(&'a Gate, u32);
        impl Drop for Held<'_> {
            fn drop(&mut self) {
                let _ = self.0.release(self.1);
            }
        }
        self.acquire(None, line);
        let held = Held(self, line);
        let result = body();
        drop(held);
        result
    }
}

macro_rules! gate {
    ($Name:ident) => {
        impl $Name {
            /// `acquire()`: waits until it can be had.
            #[track_caller]
            pub fn acquire(&self) {
                self.0.acquire(None, me::line(Location::caller()));
            }

            /// `acquire(timeout=seconds)`: whether it was had in time; 0 tries only.
            #[track_caller]
            pub fn acquire_for(&self, seconds: f64) -> bool {
                self.0.acquire(Some(Duration::from_secs_f64(seconds.max(0.0))), me::line(Location::caller()))
            }

            /// `with lock:`: holds it while the body runs, and gives it back however the body ends.
            #[track_caller]
            pub fn with<T>(&self, body: impl FnOnce() -> T) -> T {
                self.0.with(me::line(Location::caller()), body)
            }
        }
    };
}
gate!(Lock);
gate!(Semaphore);

impl Lock {
    /// A lock that nobody holds.
    #[track_caller]
    pub fn new(name: &str) -> Lock {
        Lock(Gate::new(name, Class::Lock, 1, Location::caller()))
    }

    /// `release()`: by anybody, its holder or not.
    ///
    /// # Errors
    /// `ValueError` if nobody holds it.
    #[track_caller]
    pub fn release(&self) -> Result<(), Exception> {
        self.0.release(me::line(Location::caller()))
    }
}

impl Semaphore {
    /// A semaphore of so many permits.
    #[track_caller]
    pub fn new(name: &str, permits: u32) -> Semaphore {
        Semaphore(Gate::new(name, Class::Semaphore, permits, Location::caller()))
    }

    /// `release()`: one permit more, even beyond those that there were at first.
    #[track_caller]
    pub fn release(&self) {
        let _ = self.0.release(me::line(Location::caller()));
    }
}

impl RLock {
    /// A lock that nobody holds.
    #[track_caller]
    pub fn new(name: &str) -> RLock {
        RLock(Gate::new(name, Class::RLock, 1, Location::caller()))
    }

    /// Whether this thread holds it.
    pub(crate) fn is_mine(&self) -> bool {
        self.0.permits.owner().load(Ordering::Acquire) == super::os::ident() as u32
    }

    /// `acquire()`: at once for its holder, who must release as often.
    #[track_caller]
    pub fn acquire(&self) {
        self.acquire_at(me::line(Location::caller()));
    }

    fn acquire_at(&self, line: u32) {
        if self.is_mine() {
            let mut operation = Step::at_line(Kind::LockAcquire, line).object(self.0.id).begin();
            operation.block(|| None, |_| self.0.permits.depth().fetch_add(1, Ordering::AcqRel));
            operation.end(|step| step);
            return;
        }
        self.0.acquire(None, line);
        self.0.permits.owner().store(super::os::ident() as u32, Ordering::Release);
        self.0.permits.depth().store(1, Ordering::Release);
    }

    /// `release()`.
    ///
    /// # Errors
    /// `AssertionError` if somebody else holds it.
    #[track_caller]
    pub fn release(&self) -> Result<(), Exception> {
        self.release_at(me::line(Location::caller()))
    }

    fn release_at(&self, line: u32) -> Result<(), Exception> {
        if !self.is_mine() {
            let text = "attempt to release recursive lock not owned by thread";
            return Err(Exception::new("AssertionError", text));
        }
        if self.0.permits.depth().fetch_sub(1, Ordering::AcqRel) > 1 {
            Step::at_line(Kind::LockRelease, line).object(self.0.id).once();
            return Ok(());
        }
        self.0.permits.owner().store(0, Ordering::Release);
        self.0.release(line)
    }

    /// Gives it back as often as it was taken; how often that was.
    pub(crate) fn let_go(&self, line: u32) -> u32 {
        let depth = self.0.permits.depth().load(Ordering::Acquire);
        (0..depth).for_each(|_| drop(self.release_at(line)));
        depth
    }

    /// Takes it as often as it was given back.
    pub(crate) fn take_back(&self, depth: u32, line: u32) {
        (0..depth).for_each(|_| self.acquire_at(line));
    }

    /// `with lock:`: holds it while the body runs, and gives it back however the body ends.
    #[track_caller]
    pub fn with<T>(&self, body: impl FnOnce() -> T) -> T {
        struct Held<'a>(&'a RLock, u32);
        impl Drop for Held<'_> {
            fn drop(&mut self) {
                let _ = self.0.release_at(self.1);
            }
        }
        let line = me::line(Location::caller());
        self.acquire_at(line);
        let held = Held(self, line);
        let result = body();
        drop(held);
        result
    }
}
