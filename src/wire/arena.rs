//! The arena: one shared memory of a run, with a slot and a ring for every thread that tells.
//!
//! ```text
//! header │ slots: who, how far │ objects: names │ keys          │ heap: locks, values │ rings: one for each slot, sparse
//!   4 K  │ SLOTS × 512 bytes   │ OBJECTS × 64   │ OBJECTS × 16  │ 1 M                 │ SLOTS × 512 K
//! ```
//!
//! It is a memfd: what is forked inherits the mapping, what is executed opens it as `/proc/<keeper>/fd/<n>`. Every
//! word is stored whole (`AtomicU32`, `AtomicU64`, little endian), so that a writer in another language needs no more
//! than eight-byte stores. Pages that nobody touches cost nothing (memfd_create(2), mmap(2)).

use std::ffi::CStr;
use std::io;
use std::mem::offset_of;
use std::num::NonZeroUsize;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicI32, AtomicU32, AtomicU64, Ordering};

use nix::fcntl::{FcntlArg, fcntl};
use nix::sys::memfd::{MFdFlags, memfd_create};
use nix::sys::mman::{MapFlags, ProtFlags, mmap, munmap};

use crate::model::Kind;

/// How many actors one run can have, from its start to its end.
pub const SLOTS: usize = 2048;
/// How many shared objects one run can have.
pub const OBJECTS: usize = 4096;
/// Bytes of the key of an object: how a process that was not forked finds it again, and another object it belongs to.
const KEY_BYTES: usize = 16;
/// Bytes of who writes an object's pipe and who reads it: the slots of those that do, or [`MANY`].
const FLOW_BYTES: usize = 8;
/// More than one does, or did.
pub const MANY: u32 = u32::MAX;
/// Bytes of one ring.
pub const RING: usize = 512 * 1024;
/// Bytes for locks, values and whatever else actors share.
pub const HEAP: usize = 1024 * 1024;

const MAGIC: u64 = u64::from_le_bytes(*b"forklore");
const LAYOUT: u64 = 4;
const HEADER_BYTES: usize = 4096;
const SLOT_BYTES: usize = 512;
const OBJECT_BYTES: usize = 64;
const SLOTS_AT: usize = HEADER_BYTES;
const OBJECTS_AT: usize = SLOTS_AT + SLOTS * SLOT_BYTES;
const KEYS_AT: usize = OBJECTS_AT + OBJECTS * OBJECT_BYTES;
const FLOWS_AT: usize = KEYS_AT + OBJECTS * KEY_BYTES;
const HEAP_AT: usize = FLOWS_AT + OBJECTS * FLOW_BYTES;
const RINGS_AT: usize = HEAP_AT + HEAP;
const BYTES: usize = RINGS_AT + SLOTS * RING;

/// The first page: what all actors read.
#[repr(C)]
pub struct Header {
    magic: AtomicU64,
    layout: AtomicU64,
    /// CLOCK_MONOTONIC at the start of the run, in nanoseconds.
    pub start: AtomicU64,
    /// How many processes may be alive at once.
    pub process_limit: AtomicU32,
    /// How many are.
    pub alive: AtomicU32,
    /// How often a fork was refused because of the limit.
    pub refused: AtomicU32,
    /// Set when the run is being ended: nobody forks any more.
    pub stopping: AtomicU32,
    slots: AtomicU32,
    objects: AtomicU32,
    heap: AtomicU32,
    /// Milliseconds that an actor lets pass before each operation; [`HOLD`] holds it there. A futex.
    pub pace: AtomicU32,
    /// How many actors are held right now.
    pub held: AtomicU32,
    /// 1 where every step waits for leave.
    pub gated: AtomicU32,
    /// Counts arrivals at the gate and ends. A futex: whoever gives leave waits on it.
    pub arrivals: AtomicU32,
    /// Which kinds are choices: one bit for each [`crate::model::Kind`], by number.
    pub choices: [AtomicU64; 2],
}

/// The pace at which nobody moves.
pub const HOLD: u32 = u32::MAX;

/// Who tells in a ring, and how far writer and reader are.
#[repr(C, align(64))]
pub struct Slot {
    /// One of the `SLOT_*` numbers.
    pub state: AtomicU32,
    /// Process id.
    pub pid: AtomicI32,
    /// Kernel thread id.
    pub tid: AtomicI32,
    /// Slot of the creator.
    pub creator: AtomicU32,
    _identity: [u8; 48],
    /// Bytes published by the writer since the beginning.
    pub head: AtomicU64,
    /// Not 0 while the writer is between stamping and publishing: no stamp to come is smaller.
    pub busy: AtomicU64,
    /// Records that did not fit.
    pub lost: AtomicU64,
    _writer: [u8; 40],
    /// Bytes taken by the reader since the beginning.
    pub tail: AtomicU64,
    _reader: [u8; 120],
    /// Where it stands at the gate.
    pub gate: Gate,
    name_len: AtomicU32,
    name: [AtomicU32; 31],
}

const _: () = assert!(size_of::<Slot>() == SLOT_BYTES && size_of::<Header>() <= HEADER_BYTES);

/// Where an actor waits for leave, what it is about to do, and the answer to what it was asked.
#[repr(C)]
pub struct Gate {
    /// What the actor does: one of the `GATE_*` numbers. A futex: a parked actor waits on it.
    pub state: AtomicU32,
    /// 0 if the actor could go; else what is missing, as the number of a word, from 1.
    pub lacks: AtomicU32,
    /// Number of the kind of its step, with [`GATE_GOES_ON`] where it is the rest of one that had its leave, and
    /// [`GATE_SURE`] where nothing can ever be missing for it.
    pub kind: AtomicU32,
    /// Number of the object that it is about.
    pub object: AtomicU32,
    /// Slot of the actor that it is about.
    pub target: AtomicU32,
    /// Line of the program.
    pub line: AtomicU32,
    /// Milliseconds after which the wait would end by itself; 0 for never.
    pub timeout: AtomicU32,
    value_len: AtomicU32,
    value: [AtomicU32; 24],
}

/// The actor runs (or has not begun).
pub const GATE_RUNS: u32 = 0;
/// The actor is parked in front of its step and has said what it lacks.
pub const GATE_PARKED: u32 = 1;
/// The actor is asked again what it lacks.
pub const GATE_ASKED: u32 = 2;
/// The actor may go.
pub const GATE_GO: u32 = 3;
/// Beside a kind: goes on by itself as soon as nothing is missing.
pub const GATE_GOES_ON: u32 = 0x1_0000;
/// Beside a kind: nothing can ever be missing for this step, and its actor need not be asked.
pub const GATE_SURE: u32 = 0x2_0000;
/// The actor may go, and its time is over.
pub const GATE_TIMEOUT: u32 = 4;

impl Gate {
    /// Says what value the step is about, as far as there is room.
    pub fn set_value(&self, value: &str) {
        write_name(&self.value_len, &self.value, value);
    }

    /// The value that the step is about; empty for none.
    pub fn value(&self) -> String {
        read_name(&self.value_len, &self.value)
    }
}

/// Nobody has it.
pub const SLOT_FREE: u32 = 0;
/// Claimed by the creator; the actor has not spoken.
pub const SLOT_CLAIMED: u32 = 1;
/// The actor runs.
pub const SLOT_STARTED: u32 = 2;
/// The actor has said its last word.
pub const SLOT_ENDED: u32 = 3;

/// Where everything stands, by name, in bytes: for writers in another language.
pub(super) fn places() -> Vec<(&'static str, usize)> {
    let header = [
        ("PROCESS_LIMIT", offset_of!(Header, process_limit)),
        ("REFUSED", offset_of!(Header, refused)),
        ("STOPPING", offset_of!(Header, stopping)),
        ("CLAIMED_SLOTS", offset_of!(Header, slots)),
        ("NAMED_OBJECTS", offset_of!(Header, objects)),
        ("PACE", offset_of!(Header, pace)),
        ("HELD", offset_of!(Header, held)),
        ("GATED", offset_of!(Header, gated)),
        ("CHOICES", offset_of!(Header, choices)),
    ];
    let slot = [
        ("STATE", offset_of!(Slot, state)),
        ("PID", offset_of!(Slot, pid)),
        ("TID", offset_of!(Slot, tid)),
        ("CREATOR", offset_of!(Slot, creator)),
        ("HEAD", offset_of!(Slot, head)),
        ("BUSY", offset_of!(Slot, busy)),
        ("LOST", offset_of!(Slot, lost)),
        ("TAIL", offset_of!(Slot, tail)),
        ("NAME_LENGTH", offset_of!(Slot, name_len)),
        ("NAME", offset_of!(Slot, name)),
    ];
    let gate = [
        ("GATE_STATE", offset_of!(Gate, state)),
        ("GATE_LACKS", offset_of!(Gate, lacks)),
        ("GATE_KIND", offset_of!(Gate, kind)),
        ("GATE_OBJECT", offset_of!(Gate, object)),
        ("GATE_TARGET", offset_of!(Gate, target)),
        ("GATE_LINE", offset_of!(Gate, line)),
        ("GATE_TIMEOUT", offset_of!(Gate, timeout)),
        ("GATE_VALUE_LENGTH", offset_of!(Gate, value_len)),
        ("GATE_VALUE", offset_of!(Gate, value)),
    ];
    let gate = gate.map(|(name, at)| (name, at + offset_of!(Slot, gate)));
    let sizes = [
        ("SLOTS", SLOTS),
        ("OBJECTS", OBJECTS),
        ("RING", RING),
        ("BYTES", BYTES),
        ("SLOTS_AT", SLOTS_AT),
        ("SLOT_BYTES", SLOT_BYTES),
        ("OBJECTS_AT", OBJECTS_AT),
        ("OBJECT_BYTES", OBJECT_BYTES),
        ("KEYS_AT", KEYS_AT),
        ("KEY_BYTES", KEY_BYTES),
        ("FLOWS_AT", FLOWS_AT),
        ("FLOW_BYTES", FLOW_BYTES),
        ("RINGS_AT", RINGS_AT),
    ];
    [&header[..], &slot, &gate, &sizes].concat()
}

/// A number of a slot: which actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotId(pub u32);

/// A number of a shared object; 0 is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(pub u32);

/// Why the arena gives no more.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Full {
    /// As many processes as allowed are alive.
    #[error("{0} processes are alive, and a lesson may have no more")]
    Processes(u32),
    /// All slots were used.
    #[error("this run has had {SLOTS} actors, and can have no more")]
    Slots,
    /// The run is being ended.
    #[error("the run is being ended")]
    Stopping,
}

/// The shared memory of a run, mapped into this process.
pub struct Arena {
    base: NonNull<u8>,
    fd: OwnedFd,
}

// SAFETY: all shared state is reached through atomics; the ring bytes are written by one thread each and read only
// below the published head.
unsafe impl Send for Arena {}
// SAFETY: as above.
unsafe impl Sync for Arena {}

impl Arena {
    /// A new arena, empty, that starts its clock now.
    pub fn create() -> io::Result<Arena> {
        let name: &CStr = c"forklore arena";
        let fd = memfd_create(name, MFdFlags::MFD_CLOEXEC)?;
        nix::unistd::ftruncate(&fd, BYTES as i64)?;
        let arena = Arena::map(fd)?;
        let header = arena.header();
        header.layout.store(LAYOUT, Ordering::Relaxed);
        header.start.store(now(), Ordering::Relaxed);
        header.process_limit.store(256, Ordering::Relaxed);
        header.objects.store(1, Ordering::Relaxed);
        header.magic.store(MAGIC, Ordering::Release);
        Ok(arena)
    }

    /// The arena behind a descriptor that this process was given.
    ///
    /// # Errors
    /// If it is not an arena of this version.
    pub fn open(fd: OwnedFd) -> io::Result<Arena> {
        let size = nix::sys::stat::fstat(&fd)?.st_size;
        if usize::try_from(size) != Ok(BYTES) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "this descriptor is not an arena of this version"));
        }
        let arena = Arena::map(fd)?;
        let header = arena.header();
        if header.magic.load(Ordering::Acquire) != MAGIC || header.layout.load(Ordering::Relaxed) != LAYOUT {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "this arena is of another version"));
        }
        Ok(arena)
    }

    fn map(fd: OwnedFd) -> io::Result<Arena> {
        let length = NonZeroUsize::new(BYTES).expect("an arena has a size");
        let flags = MapFlags::MAP_SHARED | MapFlags::MAP_NORESERVE;
        // SAFETY: a fresh mapping of a file that has this size; nobody else knows the address.
        let base = unsafe { mmap(None, length, ProtFlags::PROT_READ | ProtFlags::PROT_WRITE, flags, &fd, 0)? };
        Ok(Arena { base: base.cast(), fd })
    }

    /// The descriptor, to hand on.
    pub fn fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }

    /// The first page.
    pub fn header(&self) -> &Header {
        // SAFETY: the mapping begins with a header, is zeroed at first, and consists of atomics.
        unsafe { self.base.cast::<Header>().as_ref() }
    }

    /// A slot. Numbers out of range give the last one: a hostile number does no harm.
    pub fn slot(&self, id: SlotId) -> &Slot {
        let place = SLOTS_AT + (id.0 as usize).min(SLOTS - 1) * SLOT_BYTES;
        // SAFETY: inside the mapping, aligned to 64, atomics and padding only.
        unsafe { self.base.add(place).cast::<Slot>().as_ref() }
    }

    /// How many slots were claimed so far.
    pub fn slots(&self) -> u32 {
        self.header().slots.load(Ordering::Acquire).min(SLOTS as u32)
    }

    /// How many actors and objects there was no room for.
    pub fn surplus(&self) -> (u32, u32) {
        let over = |count: &AtomicU32, most: usize| count.load(Ordering::Relaxed).saturating_sub(most as u32);
        (over(&self.header().slots, SLOTS), over(&self.header().objects, OBJECTS))
    }

    /// Claims a slot for a new actor and writes its name into it.
    ///
    /// # Errors
    /// [`Full::Slots`] if the run has had too many.
    pub fn claim(&self, creator: SlotId, name: &str) -> Result<SlotId, Full> {
        let number = self.header().slots.fetch_add(1, Ordering::AcqRel);
        if number as usize >= SLOTS {
            return Err(Full::Slots);
        }
        let slot = self.slot(SlotId(number));
        slot.creator.store(creator.0, Ordering::Relaxed);
        write_name(&slot.name_len, &slot.name, name);
        slot.state.store(SLOT_CLAIMED, Ordering::Release);
        Ok(SlotId(number))
    }

    /// [`Arena::claim`] beside writers that cannot add atomically: they claim under a lock on the arena's first byte.
    pub fn claim_among_writers(&self, creator: SlotId, name: &str) -> Option<SlotId> {
        let mut lock = libc::flock {
            l_type: libc::F_WRLCK as libc::c_short,
            l_whence: libc::SEEK_SET as libc::c_short,
            l_start: 0,
            l_len: 1,
            l_pid: 0,
        };
        // Whoever has the lock may be stopped: then another time.
        fcntl(&self.fd, FcntlArg::F_SETLK(&lock)).ok()?;
        let has_room = (self.header().slots.load(Ordering::Acquire) as usize) < SLOTS;
        let claimed = has_room.then(|| self.claim(creator, name).ok()).flatten();
        lock.l_type = libc::F_UNLCK as libc::c_short;
        let _ = fcntl(&self.fd, FcntlArg::F_SETLK(&lock));
        claimed
    }

    /// Asks for leave to create one more process; it is counted from then on.
    ///
    /// # Errors
    /// [`Full::Processes`] and [`Full::Stopping`].
    pub fn ask_process(&self) -> Result<(), Full> {
        let header = self.header();
        if header.stopping.load(Ordering::Acquire) != 0 {
            return Err(Full::Stopping);
        }
        let limit = header.process_limit.load(Ordering::Relaxed);
        if header.alive.fetch_add(1, Ordering::AcqRel) >= limit {
            header.alive.fetch_sub(1, Ordering::AcqRel);
            header.refused.fetch_add(1, Ordering::AcqRel);
            return Err(Full::Processes(limit));
        }
        Ok(())
    }

    /// A process has ended, or was never created: whoever marks its slot first counts it.
    pub fn end_process(&self, id: SlotId) {
        if self.slot(id).state.swap(SLOT_ENDED, Ordering::AcqRel) != SLOT_ENDED {
            self.header().alive.fetch_sub(1, Ordering::AcqRel);
        }
    }

    /// Whether steps of this kind are choices.
    pub fn is_choice(&self, kind: Kind) -> bool {
        let number = kind as usize;
        self.header().choices[number / 64].load(Ordering::Relaxed) >> (number % 64) & 1 == 1
    }

    /// Makes steps of this kind choices.
    pub fn make_choice(&self, kind: Kind) {
        let number = kind as usize;
        self.header().choices[number / 64].fetch_or(1 << (number % 64), Ordering::Relaxed);
    }

    /// Makes ready for another run of the same keeper: everything but slot 0 is as at the beginning. Nobody but the
    /// keeper may be alive.
    pub fn renew(&self) {
        let header = self.header();
        for id in 1..self.slots() {
            let slot = self.slot(SlotId(id));
            for word in [&slot.state, &slot.creator, &slot.gate.state] {
                word.store(0, Ordering::Relaxed);
            }
            slot.pid.store(0, Ordering::Relaxed);
            slot.tid.store(0, Ordering::Relaxed);
            for double in [&slot.head, &slot.busy, &slot.lost, &slot.tail] {
                double.store(0, Ordering::Relaxed);
            }
        }
        let used = header.heap.swap(0, Ordering::AcqRel) as usize;
        for at in (HEAP_AT..HEAP_AT + used.min(HEAP)).step_by(8) {
            self.double(at).store(0, Ordering::Relaxed);
        }
        header.slots.store(1, Ordering::Relaxed);
        header.objects.store(1, Ordering::Relaxed);
        header.alive.store(0, Ordering::Relaxed);
        header.refused.store(0, Ordering::Relaxed);
        header.stopping.store(0, Ordering::Relaxed);
        header.start.store(now(), Ordering::Release);
    }

    /// The name in a slot.
    pub fn actor_name(&self, id: SlotId) -> String {
        let slot = self.slot(id);
        read_name(&slot.name_len, &slot.name)
    }

    /// Names a new shared object.
    pub fn christen(&self, class: u8, name: &str) -> ObjectId {
        let number = self.header().objects.fetch_add(1, Ordering::AcqRel);
        if number as usize >= OBJECTS {
            return ObjectId(0);
        }
        let (len, words) = self.object(number);
        write_name(len, words, name);
        len.fetch_or(u32::from(class) << 16, Ordering::Release);
        ObjectId(number)
    }

    /// Class number and name of an object; `None` if there is no such object.
    pub fn object_name(&self, id: ObjectId) -> Option<(u8, String)> {
        let known = self.header().objects.load(Ordering::Acquire);
        if id.0 == 0 || id.0 >= known || id.0 as usize >= OBJECTS {
            return None;
        }
        let (len, words) = self.object(id.0);
        let class = (len.load(Ordering::Acquire) >> 16) as u8;
        Some((class, read_name(len, words)))
    }

    fn object(&self, number: u32) -> (&AtomicU32, &[AtomicU32; 15]) {
        let place = OBJECTS_AT + (number as usize).min(OBJECTS - 1) * OBJECT_BYTES;
        // SAFETY: inside the mapping, 64 bytes apart, atomics only.
        unsafe {
            let len = self.base.add(place).cast::<AtomicU32>().as_ref();
            let words = self.base.add(place + 4).cast::<[AtomicU32; 15]>().as_ref();
            (len, words)
        }
    }

    /// Takes `bytes` of the heap (zeroed, aligned to 64) for something that actors share.
    ///
    /// # Panics
    /// If the heap is used up: a lesson that shares a megabyte of locks is a mistake of its author.
    pub fn alloc(&self, bytes: usize) -> usize {
        let rounded = bytes.next_multiple_of(64) as u32;
        let at = self.header().heap.fetch_add(rounded, Ordering::AcqRel) as usize;
        assert!(at + bytes <= HEAP, "the heap of the arena ({HEAP} bytes) is used up");
        HEAP_AT + at
    }

    /// A word on the heap, at a place that [`Arena::alloc`] gave.
    pub fn word(&self, at: usize) -> &AtomicU32 {
        assert!((HEAP_AT..RINGS_AT - 3).contains(&at) && at.is_multiple_of(4));
        // SAFETY: inside the heap and aligned, by the assertion.
        unsafe { self.base.add(at).cast::<AtomicU32>().as_ref() }
    }

    /// A double word on the heap, at a place that [`Arena::alloc`] gave.
    pub fn double(&self, at: usize) -> &AtomicU64 {
        assert!((HEAP_AT..RINGS_AT - 7).contains(&at) && at.is_multiple_of(8));
        // SAFETY: inside the heap and aligned, by the assertion.
        unsafe { self.base.add(at).cast::<AtomicU64>().as_ref() }
    }

    /// The bytes of a ring.
    pub fn ring(&self, id: SlotId) -> *mut u8 {
        let place = RINGS_AT + (id.0 as usize).min(SLOTS - 1) * RING;
        // SAFETY: inside the mapping.
        unsafe { self.base.add(place).as_ptr() }
    }

    /// Nanoseconds since the start of the run, of a moment on the monotonic clock.
    pub fn since_start(&self, moment: u64) -> u64 {
        moment.saturating_sub(self.header().start.load(Ordering::Relaxed))
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        // SAFETY: this is the mapping that `map` made; nothing borrowed from it outlives the arena.
        let _ = unsafe { munmap(self.base.cast(), BYTES) };
    }
}

/// CLOCK_MONOTONIC, in nanoseconds (clock_gettime(2); the vDSO answers, no system call).
pub fn now() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the struct is ours.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &mut time) };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

fn write_name<const N: usize>(len: &AtomicU32, words: &[AtomicU32; N], name: &str) {
    let mut end = name.len().min(N * 4);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    for (word, chunk) in words.iter().zip(name.as_bytes()[..end].chunks(4)) {
        let mut four = [0; 4];
        four[..chunk.len()].copy_from_slice(chunk);
        word.store(u32::from_le_bytes(four), Ordering::Relaxed);
    }
    len.store(end as u32, Ordering::Release);
}

fn read_name<const N: usize>(len: &AtomicU32, words: &[AtomicU32; N]) -> String {
    let end = (len.load(Ordering::Acquire) & 0xffff) as usize;
    let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.load(Ordering::Relaxed).to_le_bytes()).collect();
    bytes.truncate(end);
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_in_one_mapping_is_read_in_another() {
        let one = Arena::create().unwrap();
        let two = Arena::open(one.fd().try_clone_to_owned().unwrap()).unwrap();
        let slot = one.claim(SlotId(0), "main/馈送线程").unwrap();
        assert_eq!(two.actor_name(slot), "main/馈送线程");
        let object = one.christen(3, "q");
        assert_eq!(two.object_name(object), Some((3, "q".into())));
        assert_eq!(two.object_name(ObjectId(77)), None);
    }

    #[test]
    fn the_limit_refuses_the_next_process_and_an_ended_one_makes_room() {
        let arena = Arena::create().unwrap();
        arena.header().process_limit.store(1, Ordering::Relaxed);
        let slot = arena.claim(SlotId(0), "main").unwrap();
        arena.ask_process().unwrap();
        assert_eq!(arena.ask_process(), Err(Full::Processes(1)));
        arena.end_process(slot);
        arena.end_process(slot);
        assert_eq!(arena.ask_process(), Ok(()));
    }

    #[test]
    fn another_file_is_refused() {
        let file = std::fs::File::open("/dev/null").unwrap();
        assert!(Arena::open(file.into()).is_err());
    }
}
