//! Busy work: arithmetic that takes about as long on every machine.

use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};

use super::gil;

/// Turns of the loop between two looks at the big lock: some microseconds.
const PIECE: u64 = 4096;
/// CPU time that is measured to know this machine, in nanoseconds.
const MEASURED: u64 = 10_000_000;
/// CPU time of a unit, in nanoseconds: about what CPython takes for a million turns of a short loop.
const UNIT: u64 = 100_000_000;

/// Pieces to a unit on this machine; 0 before it was measured.
static PIECES: AtomicU64 = AtomicU64::new(0);

/// Finds out how much work a unit is on this machine. Children forked afterwards do just as much.
pub fn calibrate() {
    let begin = cpu_time();
    let mut pieces = 0;
    let mut x = 1;
    while cpu_time() - begin < MEASURED {
        x = piece(x);
        pieces += 1;
    }
    black_box(x);
    PIECES.store((pieces * UNIT / MEASURED).max(1), Ordering::Relaxed);
}

/// Arithmetic without a pause, each unit a tenth of a second on a core of this machine. A thread that holds the big lock
/// looks now and then whether somebody asks for it.
pub fn burn(units: u32) {
    if PIECES.load(Ordering::Relaxed) == 0 {
        calibrate();
    }
    let gil = gil::held();
    let mut x = 1;
    for _ in 0..PIECES.load(Ordering::Relaxed) * u64::from(units) {
        x = piece(x);
        if let Some(gil) = &gil {
            gil.look();
        }
    }
    black_box(x);
}

fn piece(mut x: u64) -> u64 {
    for turn in 0..PIECE {
        x = black_box((x * 5 + turn) % 65521);
    }
    x
}

/// CPU time of this thread, in nanoseconds.
fn cpu_time() -> u64 {
    let time = nix::time::clock_gettime(nix::time::ClockId::CLOCK_THREAD_CPUTIME_ID);
    time.map_or(0, |time| time.tv_sec() as u64 * 1_000_000_000 + time.tv_nsec() as u64)
}
