//! Telling: what an event costs whoever tells it, alone and with fifteen others, and what a sudden death takes along.
//!
//! `cargo bench --bench telling`. Beside it: reading the clock and filling the record, one write(2) for each event.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on may panic")]

mod ratio;

use std::borrow::Cow;
use std::fs::File;
use std::hint::black_box;
use std::io::{Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::Ordering;

use forklore::model::{Field, Kind, Phase};
use forklore::wire::arena::{Arena, SlotId, now};
use forklore::wire::record::{MAX_RECORD, Record, Sent};
use forklore::wire::ring::{Met, Teller, drain};
use ratio::{Ratio, seconds_each};

/// As many as a ring holds without its reader.
const BATCH: u32 = 2500;
const TELLERS: u32 = 16;
const EACH: u32 = 100_000;
const NANO: (&str, f64) = ("ns", 1e-9);

fn main() {
    alone();
    together();
    kept();
}

/// What `value.set(1)` tells.
fn plain(line: u32) -> Record<'static> {
    Record { object: 1, line, value: Some("1"), ..Record::new(Kind::ValueWrite) }
}

/// What the wait of `queue.get()` tells.
fn wordy(line: u32) -> Record<'static> {
    const WITH: [(Field, Sent<'_>); 1] = [(Field::For, Sent::Text("item"))];
    Record { object: 1, line, phase: Some(Phase::Wait), with: Cow::Borrowed(&WITH), ..Record::new(Kind::QueueGet) }
}

fn arena() -> &'static Arena {
    Box::leak(Box::new(Arena::create().unwrap()))
}

fn alone() {
    for (what, make) in [("a write", plain as fn(u32) -> Record<'static>), ("a wait", wordy)] {
        let mut teller = Teller::new(arena(), SlotId(1));
        let mut tell = || told(&mut teller, make);
        Ratio::of(300, &mut tell, || filled(make)).print(
            &format!("one event told, {what}, against clock and record"),
            NANO,
            "1.5",
        );
        let bytes = size(make);
        let mut pipe = Drained::new();
        Ratio::of(300, tell, || pipe.written(&bytes)).print(
            &format!("one event told, {what}, against one write of its {} bytes", bytes.len()),
            NANO,
            "0.167",
        );
    }
}

fn told(teller: &mut Teller, make: fn(u32) -> Record<'static>) -> f64 {
    let seconds = seconds_each(BATCH, || (0..BATCH).for_each(|line| _ = teller.tell(&mut make(line))));
    let mut count = 0;
    drain(teller.arena(), teller.id(), |_| count += 1);
    assert_eq!(count, BATCH);
    seconds
}

fn filled(make: fn(u32) -> Record<'static>) -> f64 {
    seconds_each(BATCH, || {
        for line in 0..BATCH {
            let mut record = black_box(make(line));
            record.t = now();
            black_box(&record);
        }
    })
}

fn size(make: fn(u32) -> Record<'static>) -> Vec<u8> {
    let mut room = vec![0; MAX_RECORD];
    let used = make(1).encode(&mut room).unwrap();
    room.truncate(used);
    room
}

/// A pipe that somebody else empties.
struct Drained {
    writer: File,
}

impl Drained {
    fn new() -> Drained {
        let (reader, writer) = nix::unistd::pipe().unwrap();
        std::thread::spawn(move || {
            let (mut reader, mut block) = (File::from(reader), vec![0; 65_536]);
            while reader.read(&mut block).is_ok_and(|length| length > 0) {}
        });
        Drained { writer: writer.into() }
    }

    fn written(&mut self, bytes: &[u8]) -> f64 {
        seconds_each(BATCH, || (0..BATCH).for_each(|_| self.writer.write_all(bytes).unwrap()))
    }
}

/// Sixteen processes tell at once, and one reader takes all in; or they share a pipe.
fn together() {
    let bytes = size(plain);
    let all = TELLERS * EACH;
    Ratio::of(7, || seconds_each(all, || shared_pipe(&bytes)), || seconds_each(all, rings)).print(
        &format!("{TELLERS} processes at once, an event in a shared pipe against one in a ring"),
        NANO,
        "at least 8",
    );
}

fn rings() {
    let arena = arena();
    for slot in 1..=TELLERS {
        child(|| {
            let mut teller = Teller::new(arena, SlotId(slot));
            (0..EACH).for_each(|line| _ = teller.tell(&mut plain(line)));
        });
    }
    let mut next = [0; TELLERS as usize + 1];
    while next.iter().sum::<u32>() < TELLERS * EACH {
        for slot in 1..=TELLERS {
            drain(arena, SlotId(slot), |met| {
                let Met::Record(record) = met else { panic!("an oddity") };
                assert_eq!(record.line, next[slot as usize], "out of order, or lost");
                next[slot as usize] += 1;
            });
        }
        std::thread::yield_now();
    }
    (0..TELLERS).for_each(|_| _ = nix::sys::wait::wait().unwrap());
    assert!((1..=TELLERS).all(|slot| arena.slot(SlotId(slot)).lost.load(Ordering::Relaxed) == 0));
}

fn shared_pipe(bytes: &[u8]) {
    let (reader, writer) = nix::unistd::pipe().unwrap();
    for _ in 0..TELLERS {
        child(|| (0..EACH).for_each(|_| write_whole(&writer, bytes)));
    }
    drop(writer);
    let (mut reader, mut block, mut read) = (File::from(reader), vec![0; 65_536], 0);
    while let Ok(length @ 1..) = reader.read(&mut block) {
        read += length;
    }
    assert_eq!(read, (TELLERS * EACH) as usize * bytes.len());
    (0..TELLERS).for_each(|_| _ = nix::sys::wait::wait().unwrap());
}

fn write_whole(writer: &OwnedFd, bytes: &[u8]) {
    assert_eq!(nix::unistd::write(writer.as_fd(), bytes), Ok(bytes.len()));
}

/// A process that does something and ends.
fn child(act: impl FnOnce()) -> i32 {
    // SAFETY: the child tells or writes, and leaves by _exit.
    match unsafe { libc::fork() } {
        0 => {
            act();
            // SAFETY: runs no code of ours.
            unsafe { libc::_exit(0) }
        }
        pid => pid,
    }
}

/// A writer counts what it has told, and is killed in the middle of it; all that it had counted must be there.
fn kept() {
    let (mut published, mut found) = (0, 0);
    for _ in 0..50 {
        let arena = arena();
        let counter = arena.double(arena.alloc(8));
        let pid = child(|| {
            let mut teller = Teller::new(arena, SlotId(1));
            loop {
                teller.tell(&mut plain(0));
                counter.fetch_add(1, Ordering::SeqCst);
            }
        });
        let mut count = 0;
        while count < 20_000 {
            drain(arena, SlotId(1), |_| count += 1);
        }
        // SAFETY: our own child, not yet collected.
        unsafe { libc::kill(pid, libc::SIGKILL) };
        nix::sys::wait::wait().unwrap();
        drain(arena, SlotId(1), |_| count += 1);
        let counted = counter.load(Ordering::SeqCst);
        assert!(count == counted || count == counted + 1, "{count} of {counted}");
        published += counted;
        found += count.min(counted);
    }
    println!("events kept after SIGKILL of their writer: {found} of {published}   (reach: all)");
}
