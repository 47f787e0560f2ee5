//! `Event`: something that has happened or not; who waits goes on when it has (Lib/multiprocessing/synchronize.py).

use std::panic::Location;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::model::Kind;
use crate::wire::arena::ObjectId;
use crate::wire::class::Class;
use crate::wire::futex;

use super::gate::Leave;
use super::me;
use super::step::Step;

/// `multiprocessing.Event()`: not set at first.
#[derive(Clone, Copy)]
pub struct Event {
    id: ObjectId,
    /// One word: whether it is set (lowest bit), and above it how often it was.
    at: usize,
}

const SET: u32 = 1;

impl Event {
    /// An event that is not set.
    #[track_caller]
    pub fn new(name: &str) -> Event {
        let event = Event { id: me::christen(Class::Event, Some(name)), at: me::arena().alloc(4) };
        Step::new(Kind::SyncCreate, Location::caller()).object(event.id).once();
        event
    }

    fn word(&self) -> &'static AtomicU32 {
        me::arena().word(self.at)
    }

    /// `set()`: all who wait go on, and nobody waits from now on.
    #[track_caller]
    pub fn set(&self) {
        self.step(Kind::SyncSet, Location::caller()).value("True").once();
        let _ = self.word().fetch_update(Ordering::SeqCst, Ordering::SeqCst, |word| Some((word | SET).wrapping_add(2)));
        futex::wake(self.word(), i32::MAX);
    }

    /// `clear()`: not set any more. Who was waiting when it was set goes on all the same.
    #[track_caller]
    pub fn clear(&self) {
        self.step(Kind::SyncSet, Location::caller()).value("False").once();
        self.word().fetch_and(!SET, Ordering::SeqCst);
    }

    /// `is_set()`: a wait that does not wait.
    #[track_caller]
    pub fn is_set(&self) -> bool {
        let mut operation = self.step(Kind::SyncWait, Location::caller()).timed(Some(0.0)).begin();
        operation.block(|| None, |_| {});
        let is_set = self.word().load(Ordering::SeqCst) & SET != 0;
        operation.finish((!is_set).then_some("timeout"));
        is_set
    }

    /// `wait()`: until it is set.
    #[track_caller]
    pub fn wait(&self) -> bool {
        self.wait_until(None, Location::caller())
    }

    /// `wait(timeout=seconds)`: whether it was set in time.
    #[track_caller]
    pub fn wait_for(&self, seconds: f64) -> bool {
        self.wait_until(Some(seconds), Location::caller())
    }

    fn wait_until(&self, timeout: Option<f64>, at: &Location<'_>) -> bool {
        let mut operation = self.step(Kind::SyncWait, at).timed(timeout).begin();
        operation.block(|| None, |_| {});
        let (word, found) = (self.word(), self.word().load(Ordering::SeqCst));
        let lacks = || (found & SET == 0 && word.load(Ordering::SeqCst) == found).then_some("set");
        let leave = operation.rest(timeout, &lacks, |left| futex::wait(word, found, left));
        // As in CPython the answer is what is so on waking up, not what woke it.
        let is_set = word.load(Ordering::SeqCst) & SET != 0;
        operation.finish(if leave == Leave::Timeout && !is_set { Some("timeout") } else { None });
        is_set
    }

    fn step(&self, kind: Kind, at: &Location<'_>) -> Step<'static> {
        Step::new(kind, at).object(self.id)
    }
}
