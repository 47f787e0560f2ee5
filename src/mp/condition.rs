//! `Condition`: a lock, and a room where its holder may wait, without the lock, to be notified
//! (Lib/multiprocessing/synchronize.py).
//!
//! Who is notified is whoever has waited longest; who is notified while nobody waits is nobody: it is not kept.

use std::panic::Location;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::model::{Field, Kind};
use crate::wire::arena::ObjectId;
use crate::wire::class::Class;
use crate::wire::futex;
use crate::wire::record::Sent;

use super::exception::Exception;
use super::lock::RLock;
use super::me;
use super::step::Step;

/// `multiprocessing.Condition()`, with an `RLock` of its own unless it is given one.
#[derive(Clone, Copy)]
pub struct Condition {
    id: ObjectId,
    lock: RLock,
    room: Room,
}

impl Condition {
    /// A condition with a lock of its own, on which nobody waits.
    #[track_caller]
    pub fn new(name: &str) -> Condition {
        let lock = RLock::new(&format!("{name}_lock"));
        Condition::on(name, lock)
    }

    /// `Condition(lock)`: a condition on a lock that others use too.
    #[track_caller]
    pub fn on(name: &str, lock: RLock) -> Condition {
        let condition = Condition { id: me::christen(Class::Condition, Some(name)), lock, room: Room::new() };
        Step::new(Kind::SyncCreate, Location::caller()).object(condition.id).once();
        condition
    }

    /// `acquire()` of its lock.
    #[track_caller]
    pub fn acquire(&self) {
        self.lock.acquire();
    }

    /// `release()` of its lock.
    ///
    /// # Errors
    /// `AssertionError` if somebody else holds it.
    #[track_caller]
    pub fn release(&self) -> Result<(), Exception> {
        self.lock.release()
    }

    /// `with condition:`, which is holding its lock.
    #[track_caller]
    pub fn with<T>(&self, body: impl FnOnce() -> T) -> T {
        self.lock.with(body)
    }

    /// `wait()`: gives the lock back, waits to be notified, and takes the lock again.
    ///
    /// # Errors
    /// `AssertionError` if this thread does not hold the lock.
    #[track_caller]
    pub fn wait(&self) -> Result<bool, Exception> {
        self.wait_until(None, Location::caller())
    }

    /// `wait(timeout)`: whether it was notified in time.
    ///
    /// # Errors
    /// `AssertionError` if this thread does not hold the lock.
    #[track_caller]
    pub fn wait_seconds(&self, seconds: f64) -> Result<bool, Exception> {
        self.wait_until(Some(seconds), Location::caller())
    }

    /// `wait_for(predicate)`: waits, again and again, until the predicate holds.
    ///
    /// # Errors
    /// `AssertionError` if this thread does not hold the lock.
    #[track_caller]
    pub fn wait_for(&self, predicate: impl Fn() -> bool) -> Result<(), Exception> {
        let at = Location::caller();
        while !predicate() {
            self.wait_until(None, at)?;
        }
        Ok(())
    }

    fn wait_until(&self, timeout: Option<f64>, at: &Location<'_>) -> Result<bool, Exception> {
        if !self.lock.is_mine() {
            return Err(Exception::new("AssertionError", "must acquire() condition before using wait()"));
        }
        let mut operation = Step::new(Kind::SyncWait, at).object(self.id).timed(timeout).begin();
        operation.block(|| None, |_| {});
        let place = self.room.enter();
        let depth = self.lock.let_go(me::line(at));
        let lacks = || (!self.room.is_called(place)).then_some("notify");
        operation.rest(timeout, &lacks, |left| self.room.sleep(place, left));
        let notified = self.room.leave(place);
        self.lock.take_back(depth, me::line(at));
        operation.finish(if notified { None } else { Some("timeout") });
        Ok(notified)
    }

    /// `notify()`: one of those who wait is to go on; nobody, if nobody waits.
    ///
    /// # Errors
    /// `AssertionError` if this thread does not hold the lock.
    #[track_caller]
    pub fn notify(&self) -> Result<(), Exception> {
        self.notify_at(1, Location::caller())
    }

    /// `notify_all()`: all who wait now are to go on.
    ///
    /// # Errors
    /// `AssertionError` if this thread does not hold the lock.
    #[track_caller]
    pub fn notify_all(&self) -> Result<(), Exception> {
        self.notify_at(PLACES, Location::caller())
    }

    fn notify_at(&self, most: usize, at: &Location<'_>) -> Result<(), Exception> {
        if !self.lock.is_mine() {
            return Err(Exception::new("AssertionError", "lock is not owned"));
        }
        let step = Step::new(Kind::SyncNotify, at).object(self.id);
        // How many it will reach is known before the act: nobody comes in without the lock, which is ours.
        step.arrive();
        let step = Step::new(Kind::SyncNotify, at).object(self.id);
        step.with(Field::Count, Sent::Int(most.min(self.room.waiting()) as i64)).note();
        (0..most).take_while(|_| self.room.call_next()).count();
        Ok(())
    }
}

/// How many can wait on one condition.
const PLACES: usize = 64;
/// What stands at a place: nobody, one who waits, one who was notified.
const FREE: u32 = 0;
const WAITS: u32 = 1;
const CALLED: u32 = 2;

/// Where those who wait sit, each at a place of its own: its word (a futex), and when it came in.
#[derive(Clone, Copy)]
struct Room {
    at: usize,
}

impl Room {
    fn new() -> Room {
        Room { at: me::arena().alloc(4 + PLACES * 8) }
    }

    fn came(&self, place: usize) -> &'static AtomicU32 {
        me::arena().word(self.at + 4 + place * 8)
    }

    fn word(&self, place: usize) -> &'static AtomicU32 {
        me::arena().word(self.at + 8 + place * 8)
    }

    /// Takes a free place; only with the lock held.
    fn enter(&self) -> usize {
        let place = (0..PLACES).find(|&place| self.word(place).load(Ordering::SeqCst) == FREE);
        let place = place.expect("more than 64 wait on one condition");
        let now = me::arena().word(self.at).fetch_add(1, Ordering::SeqCst);
        self.came(place).store(now, Ordering::SeqCst);
        self.word(place).store(WAITS, Ordering::SeqCst);
        place
    }

    fn is_called(&self, place: usize) -> bool {
        self.word(place).load(Ordering::SeqCst) == CALLED
    }

    fn sleep(&self, place: usize, left: Option<std::time::Duration>) {
        futex::wait(self.word(place), WAITS, left);
    }

    /// Gives the place back; whether its holder was called.
    fn leave(&self, place: usize) -> bool {
        self.word(place).swap(FREE, Ordering::SeqCst) == CALLED
    }

    fn waiting(&self) -> usize {
        (0..PLACES).filter(|&place| self.word(place).load(Ordering::SeqCst) == WAITS).count()
    }

    /// Calls whoever has waited longest; whether there was anybody.
    fn call_next(&self) -> bool {
        loop {
            let waits = |place: &usize| self.word(*place).load(Ordering::SeqCst) == WAITS;
            let Some(place) = (0..PLACES).filter(waits).min_by_key(|&place| self.came(place).load(Ordering::SeqCst))
            else {
                return false;
            };
            // Its time may have run out meanwhile: then the next one is called.
            if self.word(place).compare_exchange(WAITS, CALLED, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
                futex::wake(self.word(place), 1);
                return true;
            }
        }
    }
}
