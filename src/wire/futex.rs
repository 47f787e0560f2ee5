//! A futex that works between processes (futex(2), without the private flag), and a counting semaphore on it.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Sleeps while `word` is `expected`, until woken or until the time is over. May return early.
pub fn wait(word: &AtomicU32, expected: u32, timeout: Option<Duration>) {
    let time = timeout.map(|t| libc::timespec { tv_sec: t.as_secs() as i64, tv_nsec: i64::from(t.subsec_nanos()) });
    let pointer = time.as_ref().map_or(std::ptr::null(), std::ptr::from_ref);
    // SAFETY: the word lives as long as the call, the time too; FUTEX_WAIT changes neither.
    unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), libc::FUTEX_WAIT, expected, pointer) };
}

/// Wakes up to `count` sleepers.
pub fn wake(word: &AtomicU32, count: i32) {
    // SAFETY: FUTEX_WAKE only uses the address.
    unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), libc::FUTEX_WAKE, count) };
}

/// A counting semaphore of two shared words: the permits left, and who sleeps. Like sem_t (and so like every lock of
/// `multiprocessing`, `_multiprocessing/semaphore.c`) it has no owner, and a holder's death frees nothing.
#[derive(Clone, Copy)]
pub struct Semaphore<'a> {
    /// Permits left.
    pub value: &'a AtomicU32,
    /// How many sleep.
    pub sleepers: &'a AtomicU32,
}

impl Semaphore<'_> {
    /// Takes a permit if there is one.
    pub fn try_acquire(&self) -> bool {
        self.value.fetch_update(Ordering::Acquire, Ordering::Relaxed, |value| value.checked_sub(1)).is_ok()
    }

    /// Takes a permit, sleeping until there is one; whether it was got before the time was over.
    pub fn acquire(&self, timeout: Option<Duration>) -> bool {
        let end = timeout.map(|timeout| Instant::now() + timeout);
        loop {
            if self.try_acquire() {
                return true;
            }
            let left = end.map(|end| end.saturating_duration_since(Instant::now()));
            if left == Some(Duration::ZERO) {
                return false;
            }
            self.sleepers.fetch_add(1, Ordering::SeqCst);
            wait(self.value, 0, left);
            self.sleepers.fetch_sub(1, Ordering::SeqCst);
        }
    }

    /// Gives a permit back and wakes one sleeper.
    pub fn release(&self) {
        self.value.fetch_add(1, Ordering::SeqCst);
        if self.sleepers.load(Ordering::SeqCst) > 0 {
            wake(self.value, 1);
        }
    }
}
