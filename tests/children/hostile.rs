//! Hostile bytes in a ring: told as an oddity, and the run goes on.

use std::fs::File;
use std::os::fd::OwnedFd;
use std::sync::atomic::Ordering;

use forklore::model::{Event, Field, Kind};
use forklore::mp::{Exception, Process, Run, Value};
use forklore::run::Pace;
use forklore::wire::arena::{Arena, RING, Slot, SlotId, now};
use libtest_mimic::Trial;

use crate::play::{Play, actor, is_whole, request};
use crate::proc;
use crate::{Programs, test};

pub const PROGRAMS: Programs = &[("two-at-work", two_at_work)];

/// Two processes that tell without end.
fn two_at_work(_: &Run) -> Result<(), Exception> {
    let value = Value::new("value", 0);
    Process::new::<()>("worker", move || {
        loop {
            value.set(1);
        }
    })
    .start()?;
    loop {
        value.set(2);
    }
}

pub fn tests() -> Vec<Trial> {
    vec![
        test("hostile::bytes_in_a_ring_are_an_oddity", bytes_in_a_ring_are_an_oddity),
        test("hostile::who_stops_in_the_middle_of_a_word_holds_up_nobody", who_stops_holds_up_nobody),
    ]
}

/// The arena of a run, opened as a program opens it that is executed: through its keeper's descriptors.
fn arena(play: &Play) -> Arena {
    let words = std::fs::read_to_string(format!("/proc/{}/cmdline", play.run.keeper)).unwrap();
    let number = words.split('\0').nth(3).unwrap();
    let path = format!("/proc/{}/fd/{number}", play.run.keeper);
    Arena::open(OwnedFd::from(File::options().read(true).write(true).open(path).unwrap())).unwrap()
}

fn slot_of(arena: &Arena, who: &str) -> SlotId {
    (1..arena.slots()).map(SlotId).find(|id| arena.actor_name(*id) == who).unwrap()
}

fn writes(event: &Event, who: &str) -> bool {
    event.kind == Kind::ValueWrite && actor(event) == who
}

fn start() -> Play {
    let mut request = request("two-at-work");
    request.pace = Pace::Every(1);
    let mut play = Play::of(request);
    play.until(|event| writes(event, "worker"));
    play
}

/// Ways to spoil a ring whose writer stands still.
const TRICKS: &[fn(&Slot, *mut u8)] = &[
    |slot, ring| publish(slot, ring, &[0xff; 64]),
    |slot, ring| publish(slot, ring, &[0; 64]),
    |slot, ring| publish(slot, ring, &noise(1, 4096)),
    |slot, ring| publish(slot, ring, &[&[40, 0, 0, 0][..], &noise(2, 60)].concat()),
    |slot, ring| publish(slot, ring, &[&u32::MAX.to_le_bytes()[..], &[0; 12]].concat()),
    |slot, _| slot.head.store(slot.head.load(Ordering::Relaxed) + 3, Ordering::Release),
    |slot, _| slot.head.store(slot.head.load(Ordering::Relaxed) + 100 * RING as u64, Ordering::Release),
    |slot, _| slot.head.store(u64::MAX, Ordering::Release),
    |slot, _| slot.head.store(0, Ordering::Release),
    |slot, _| slot.tail.store(u64::MAX - 5, Ordering::Release),
    |slot, _| slot.lost.store(u64::MAX, Ordering::Release),
];

/// Puts bytes where the next record would stand and says that they are there.
fn publish(slot: &Slot, ring: *mut u8, bytes: &[u8]) {
    let head = slot.head.load(Ordering::Relaxed);
    for (place, byte) in bytes.iter().enumerate() {
        // SAFETY: inside the ring; its writer is held.
        unsafe { ring.add((head as usize + place) % RING).write(*byte) };
    }
    slot.head.store(head + bytes.len() as u64, Ordering::Release);
}

/// Bytes without sense, the same each time.
fn noise(seed: u32, length: usize) -> Vec<u8> {
    let step = |state: &u32| Some(state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    std::iter::successors(Some(seed), step).map(|state| (state >> 24) as u8).take(length).collect()
}

fn bytes_in_a_ring_are_an_oddity() {
    let mut play = start();
    let arena = arena(&play);
    let id = slot_of(&arena, "worker");
    for (number, trick) in TRICKS.iter().enumerate() {
        play.run.set_pace(Pace::Hold);
        proc::wait_until("both are held", || play.run.held() == 2);
        trick(arena.slot(id), arena.ring(id));
        let odd = play.until(|event| matches!(event.kind, Kind::Oddity | Kind::Lost));
        let what = odd.text(Field::What).unwrap_or("worker");
        assert!(what.contains("worker"), "trick {number}: {odd:?}");
        play.run.set_pace(Pace::Every(1));
        play.until(|event| writes(event, "worker"));
        play.until(|event| writes(event, "main"));
    }
    play.run.stop("stopped");
    is_whole(&play.finish());
}

fn who_stops_holds_up_nobody() {
    let mut play = start();
    let arena = arena(&play);
    let id = slot_of(&arena, "worker");
    let pid = arena.slot(id).pid.load(Ordering::Relaxed);
    // SAFETY: kill(2) on a process that is alive, and whose parent collects nobody.
    assert_eq!(unsafe { libc::kill(pid, libc::SIGSTOP) }, 0);
    play.until(|event| event.kind == Kind::Sample && event.pid == Some(pid) && event.text(Field::State) == Some("T"));
    arena.slot(id).busy.store(1, Ordering::SeqCst);
    let silent_since = arena.since_start(now());
    play.until(|event| writes(event, "main") && event.t > silent_since);
    // SAFETY: as above.
    assert_eq!(unsafe { libc::kill(pid, libc::SIGCONT) }, 0);
    play.until(|event| writes(event, "worker"));
    play.run.stop("stopped");
    is_whole(&play.finish());
}
