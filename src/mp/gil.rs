//! A model of CPython's GIL: one big lock, held by a thread while it runs, handed over when another asks for it.
//!
//! As in CPython (Python/ceval_gil.c): who wants it waits in steps of the switch interval; if a whole step passes without
//! the lock changing hands, it asks its holder to drop it. The holder looks now and then, drops it, and waits until
//! another has taken it (forced switching), so that it cannot simply take it back. Whoever blocks lets go of it first.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::model::{Field, Kind};
use crate::wire::arena::{ObjectId, SlotId};
use crate::wire::class::Class;
use crate::wire::record::Sent;

use super::me;
use super::step::Step;

thread_local! {
    /// The lock that this thread holds.
    static HELD: RefCell<Option<Gil>> = const { RefCell::new(None) };
}

/// One big lock for the threads of a process.
#[derive(Clone)]
pub struct Gil {
    shared: Arc<Shared>,
}

struct Shared {
    id: ObjectId,
    interval: Duration,
    /// Somebody asks the holder to drop it.
    asked: AtomicBool,
    state: Mutex<State>,
    /// It has become free.
    dropped: Condvar,
    /// It has been taken.
    taken: Condvar,
}

#[derive(Default)]
struct State {
    locked: bool,
    last_holder: Option<SlotId>,
    /// How often it went from one thread to another.
    switches: u64,
}

impl Gil {
    /// A lock that nobody holds, with `sys.setswitchinterval(interval)` in seconds.
    pub fn new(interval: f64) -> Gil {
        let shared = Shared {
            id: me::christen(Class::GIL, None),
            interval: Duration::from_secs_f64(interval.max(1e-6)),
            asked: AtomicBool::new(false),
            state: Mutex::default(),
            dropped: Condvar::new(),
            taken: Condvar::new(),
        };
        Gil { shared: Arc::new(shared) }
    }

    /// Runs a body in this thread as an interpreter would: holding the lock, save while it is asked for or blocks.
    pub fn run<T>(&self, body: impl FnOnce() -> T) -> T {
        struct Held<'g>(&'g Gil);
        impl Drop for Held<'_> {
            fn drop(&mut self) {
                self.0.lets_go(false);
            }
        }
        self.takes();
        let held = Held(self);
        let result = body();
        drop(held);
        result
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn step(&self, kind: Kind) -> Step<'static> {
        Step::hidden(kind).object(self.shared.id)
    }

    /// `take_gil`. The taking is told before anybody else can look at the lock: a whole interval that another waits then
    /// lies behind it, by the clock of the events too.
    fn takes(&self) {
        let mut operation = self.step(Kind::GilTake).begin_at_once();
        let mut state = self.state();
        if state.locked {
            operation.waits("release");
        }
        while state.locked {
            let switches = state.switches;
            let waited = self.shared.dropped.wait_timeout(state, self.shared.interval);
            let (again, time) = waited.unwrap_or_else(PoisonError::into_inner);
            state = again;
            if time.timed_out() && state.locked && state.switches == switches {
                self.shared.asked.store(true, Ordering::Release);
            }
        }
        state.locked = true;
        if state.last_holder != Some(me::slot()) {
            state.last_holder = Some(me::slot());
            state.switches += 1;
        }
        self.shared.asked.store(false, Ordering::Release);
        self.shared.taken.notify_all();
        operation.end(|step| step);
        drop(state);
        HELD.with(|held| *held.borrow_mut() = Some(self.clone()));
    }

    /// `drop_gil`. Where somebody had asked for it, this returns only when somebody has taken it.
    fn lets_go(&self, because_asked: bool) {
        HELD.with(|held| *held.borrow_mut() = None);
        let step = self.step(Kind::GilDrop);
        if because_asked {
            step.with(Field::Outcome, Sent::Text("asked")).note();
        } else {
            step.note();
        }
        let mut state = self.state();
        state.locked = false;
        self.shared.dropped.notify_one();
        if self.shared.asked.swap(false, Ordering::AcqRel) {
            while state.last_holder == Some(me::slot()) && !state.locked {
                state = self.shared.taken.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    /// Hands the lock over if somebody asks for it, and takes it again: what the interpreter does between instructions.
    pub(super) fn look(&self) {
        if self.shared.asked.load(Ordering::Acquire) {
            self.lets_go(true);
            self.takes();
        }
    }
}

/// The lock that this thread holds, if it holds one.
pub(super) fn held() -> Option<Gil> {
    HELD.with(|held| held.borrow().clone())
}

/// Lets go of the lock while a body runs that does not need it, and takes it again (`Py_BEGIN_ALLOW_THREADS`). A thread
/// that holds none just runs it.
pub fn released<T>(body: impl FnOnce() -> T) -> T {
    let Some(gil) = held() else { return body() };
    gil.lets_go(false);
    let result = body();
    gil.takes();
    result
}
