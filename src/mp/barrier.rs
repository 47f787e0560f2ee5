//! `Barrier`: nobody passes before all have come (Lib/threading.py, Lib/multiprocessing/synchronize.py).

use std::panic::Location;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::model::Kind;
use crate::wire::arena::ObjectId;
use crate::wire::class::Class;
use crate::wire::futex;

use super::exception::Exception;
use super::gate::Leave;
use super::me;
use super::step::Step;

/// `multiprocessing.Barrier(parties)`.
#[derive(Clone, Copy)]
pub struct Barrier {
    id: ObjectId,
    parties: u32,
    /// One word (a futex): who has come (16 bits), whether it is broken, and which round this is.
    at: usize,
}

const COME: u32 = 0xffff;
const BROKEN: u32 = 0x1_0000;
const ROUND: u32 = 0x2_0000;

impl Barrier {
    /// A barrier for so many, to which nobody has come.
    #[track_caller]
    pub fn new(name: &str, parties: u32) -> Barrier {
        let barrier = Barrier { id: me::christen(Class::Barrier, Some(name)), parties, at: me::arena().alloc(4) };
        let step = Step::new(Kind::SyncCreate, Location::caller()).object(barrier.id);
        step.value(&parties.to_string()).once();
        barrier
    }

    fn word(&self) -> &'static AtomicU32 {
        me::arena().word(self.at)
    }

    /// `wait()`: until all have come. Gives how many had come before.
    ///
    /// # Errors
    /// `BrokenBarrierError` if it is broken, or breaks meanwhile.
    #[track_caller]
    pub fn wait(&self) -> Result<u32, Exception> {
        self.wait_until(None, Location::caller())
    }

    /// `wait(timeout=seconds)`: as `wait()`; if its time runs out, it breaks the barrier for all.
    ///
    /// # Errors
    /// `BrokenBarrierError` if it is broken, breaks meanwhile, or not all have come in time.
    #[track_caller]
    pub fn wait_for(&self, seconds: f64) -> Result<u32, Exception> {
        self.wait_until(Some(seconds), Location::caller())
    }

    fn wait_until(&self, timeout: Option<f64>, at: &Location<'_>) -> Result<u32, Exception> {
        let mut operation = Step::new(Kind::SyncWait, at).object(self.id).timed(timeout).begin();
        operation.block(|| None, |_| {});
        let found = self.come();
        let (before, round) = (found & COME, found & !(COME | BROKEN));
        let mut passes = found & BROKEN == 0;
        if passes && before + 1 < self.parties {
            let is_on = |word: u32| word & !COME == round;
            let lacks = || is_on(self.word().load(Ordering::SeqCst)).then_some("others");
            let sleep = |left| match self.word().load(Ordering::SeqCst) {
                word if is_on(word) => futex::wait(self.word(), word, left),
                _ => {}
            };
            if operation.rest(timeout, &lacks, sleep) == Leave::Timeout {
                self.breaks(Some(round));
            }
            passes = self.word().load(Ordering::SeqCst) & !(COME | BROKEN) != round;
        }
        operation.finish((!passes).then_some("BrokenBarrierError"));
        if passes { Ok(before) } else { Err(Exception::new("BrokenBarrierError", "")) }
    }

    /// One more has come, unless it is broken: the last opens it, and the next round begins. Gives what was before.
    fn come(&self) -> u32 {
        let next = |word: u32| match word {
            broken if broken & BROKEN != 0 => broken,
            last if (last & COME) + 1 == self.parties => (last & !COME).wrapping_add(ROUND),
            word => word + 1,
        };
        let found = self.word().fetch_update(Ordering::SeqCst, Ordering::SeqCst, |word| Some(next(word)));
        let found = found.unwrap_or_else(|word| word);
        if (found & COME) + 1 == self.parties {
            futex::wake(self.word(), i32::MAX);
        }
        found
    }

    /// `abort()`: breaks it. All who wait, and all who come, get `BrokenBarrierError`.
    #[track_caller]
    pub fn abort(&self) {
        Step::new(Kind::SyncSet, Location::caller()).object(self.id).value("broken").once();
        self.breaks(None);
    }

    /// Breaks it, if this is still that round.
    fn breaks(&self, round: Option<u32>) {
        let broken = |word: u32| {
            let meant = round.is_none_or(|round| word & !(COME | BROKEN) == round);
            meant.then_some((word & !COME) | BROKEN)
        };
        if self.word().fetch_update(Ordering::SeqCst, Ordering::SeqCst, broken).is_ok() {
            futex::wake(self.word(), i32::MAX);
        }
    }
}
