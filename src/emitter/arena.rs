//! The arena as the emitter sees it: where everything stands is said once, by the probe's `layout.py`.

use core::cell::Cell;
use core::ffi::c_void;
use core::ptr::{null, null_mut};
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use crate::python::{PyMem_Calloc, PyThread_tss_alloc, PyThread_tss_create, PyThread_tss_get, PyThread_tss_set};

const WRAP: u32 = u32::MAX;

/// Bytes from the beginning of the mapping, or of a slot.
#[derive(Clone, Copy)]
pub struct Layout {
    /// How many there are.
    pub slots: usize,
    pub slots_at: usize,
    pub slot_bytes: usize,
    pub rings_at: usize,
    /// Bytes of one ring.
    pub ring: u64,
    pub head: usize,
    pub busy: usize,
    pub tail: usize,
    pub pace: usize,
    /// Of every object: who writes its pipe, and who reads it.
    pub flows_at: usize,
    pub flow_bytes: usize,
    /// Stands there where more than one does.
    pub many: u32,
    /// Largest record, with its stamp.
    pub max_record: u64,
}

/// What of a voice stands in no other place.
struct Voice {
    /// The last stamp, in nanoseconds.
    last: Cell<u64>,
    /// Up to here a largest record finds room without a look at the reader, and without a wrap.
    limit: Cell<i64>,
}

/// The arena of this process.
pub struct Arena {
    base: Cell<*mut u8>,
    layout: Cell<Layout>,
    key: Cell<*mut c_void>,
    /// One for each slot.
    voices: Cell<*const Voice>,
}

// SAFETY: everything that is no atomic is touched with the GIL only.
unsafe impl Sync for Arena {}

pub static ARENA: Arena = Arena {
    base: Cell::new(null_mut()),
    layout: Cell::new(Layout {
        slots: 0,
        slots_at: 0,
        slot_bytes: 0,
        rings_at: 0,
        ring: 0,
        head: 0,
        busy: 0,
        tail: 0,
        pace: 0,
        flows_at: 0,
        flow_bytes: 0,
        many: 0,
        max_record: 0,
    }),
    key: Cell::new(null_mut()),
    voices: Cell::new(null()),
};

impl Arena {
    /// The mapping is here; whether it is as large as it is said to be.
    pub fn join(&self, base: *mut u8, bytes: usize, layout: Layout) -> bool {
        // SAFETY: with the GIL; a key that could not be made stays null, and nobody has a voice then.
        let key = unsafe { PyThread_tss_alloc() };
        // SAFETY: a key that was just allocated.
        let is_made = !key.is_null() && unsafe { PyThread_tss_create(key) } == 0;
        // SAFETY: with the GIL; never freed. All zero is a voice that has said nothing.
        let voices = unsafe { PyMem_Calloc(layout.slots, size_of::<Voice>()) };
        let rings = layout.slots.checked_mul(layout.ring as usize);
        let is_whole = rings.is_some_and(|rings| rings > 0 && bytes.saturating_sub(layout.rings_at) >= rings)
            && layout.slots_at + layout.slots * layout.slot_bytes <= layout.rings_at;
        if !is_made || voices.is_null() || !is_whole {
            return false;
        }
        self.base.set(base);
        self.layout.set(layout);
        self.key.set(key);
        self.voices.set(voices.cast());
        true
    }

    /// This thread is the actor in a slot from now on; 0 for nobody.
    pub fn speak(&self, slot: usize) {
        let slot = if slot < self.layout.get().slots { slot } else { 0 };
        let voice = self.voice(slot);
        voice.last.set(1);
        voice.limit.set(-1);
        // SAFETY: a key that was made; the value is a number.
        unsafe { PyThread_tss_set(self.key.get(), slot as *mut c_void) };
    }

    /// The voice in a slot, of which there are so many.
    fn voice(&self, slot: usize) -> &Voice {
        // SAFETY: `join` has made one for each slot, and `speak` lets no other number in.
        unsafe { &*self.voices.get().add(slot) }
    }

    /// The slot of this thread; 0 for nobody.
    pub fn slot(&self) -> usize {
        // SAFETY: a key that was made.
        unsafe { PyThread_tss_get(self.key.get()) as usize }
    }

    /// Whether actors may go at full speed.
    pub fn is_free(&self) -> bool {
        // SAFETY: a word of the header, which stands in the mapping.
        unsafe { (*self.base.get().add(self.layout.get().pace).cast::<AtomicU32>()).load(Ordering::Relaxed) == 0 }
    }

    /// Whether nobody else writes the pipe of an object, or ever did, since somebody of this process came to.
    pub fn is_only_writer(&self, object: u32) -> bool {
        self.flow(object)[0].load(Ordering::Relaxed) != self.layout.get().many
    }

    /// This thread is about to read the pipe of an object, whose lock it has: whether nobody else ever did.
    pub fn is_only_reader(&self, object: u32) -> bool {
        let (reader, slot) = (&self.flow(object)[1], self.slot() as u32);
        match reader.load(Ordering::Relaxed) {
            0 => reader.store(slot, Ordering::Relaxed),
            known if known == slot => {}
            _ => reader.store(self.layout.get().many, Ordering::Relaxed),
        }
        reader.load(Ordering::Relaxed) == slot
    }

    /// Somebody whom nobody watches reads it.
    pub fn is_read_unseen(&self, object: u32) {
        self.flow(object)[1].store(self.layout.get().many, Ordering::Relaxed);
    }

    fn flow(&self, object: u32) -> &[AtomicU32; 2] {
        let layout = self.layout.get();
        // SAFETY: an object that the probe has given a number, so its words stand in the mapping, aligned.
        unsafe { &*self.base.get().add(layout.flows_at + object as usize * layout.flow_bytes).cast() }
    }

    fn word(&self, slot: usize, at: usize) -> &AtomicU64 {
        let layout = self.layout.get();
        // SAFETY: a slot that the probe has claimed, so it stands in the mapping; words are aligned.
        unsafe { &*self.base.get().add(layout.slots_at + slot * layout.slot_bytes + at).cast() }
    }

    /// Stamps a record and publishes it; whether it could. Where there is no room, and for a thread without a voice,
    /// the probe's own voice has to do it.
    pub fn say(&self, data: &[u8]) -> bool {
        let slot = self.slot();
        let layout = self.layout.get();
        let size = data.len() as u64 + 8;
        if slot == 0 || size > layout.max_record {
            return false;
        }
        let (voice, head_word) = (self.voice(slot), self.word(slot, layout.head));
        let mut head = head_word.load(Ordering::Relaxed);
        if head as i64 > voice.limit.get() {
            match self.further(slot, head) {
                Some(place) => head = place,
                None => return false,
            }
        }
        let busy = self.word(slot, layout.busy);
        // A full barrier between `busy` and the clock: the reader must see us busy before any stamp it might miss.
        busy.swap(voice.last.get(), Ordering::SeqCst);
        let now = now();
        voice.last.set(now);
        self.write(slot, head, size as u32, now, data);
        head_word.store(head + (size + 4).next_multiple_of(8), Ordering::Release);
        busy.store(0, Ordering::Release);
        true
    }

    fn write(&self, slot: usize, head: u64, size: u32, now: u64, data: &[u8]) {
        let place = self.place(slot, head);
        // SAFETY: `further` found that a largest record has room here, that the reader is done with these bytes, and
        // nobody else writes this ring.
        unsafe {
            place.cast::<u32>().write(size.to_le());
            place.add(4).cast::<u64>().write_unaligned(now.to_le());
            core::ptr::copy_nonoverlapping(data.as_ptr(), place.add(12), data.len());
        }
    }

    fn place(&self, slot: usize, head: u64) -> *mut u8 {
        let layout = self.layout.get();
        let at = layout.rings_at + slot * layout.ring as usize + (head % layout.ring) as usize;
        // SAFETY: the ring of a slot stands in the mapping, as `join` has reckoned.
        unsafe { self.base.get().add(at) }
    }

    /// Where a record goes that may not simply follow the last one.
    fn further(&self, slot: usize, head: u64) -> Option<u64> {
        let layout = self.layout.get();
        let (ring, largest) = (layout.ring, layout.max_record + 8);
        let tail = self.word(slot, layout.tail).load(Ordering::Acquire);
        let furthest = tail + ring - 2 * largest;
        if head > furthest {
            return None;
        }
        let left = ring - head % ring;
        let head = if left < largest {
            // SAFETY: a place in the ring that is a multiple of eight, so four bytes stand there.
            unsafe { self.place(slot, head).cast::<u32>().write(WRAP) };
            head + left
        } else {
            head
        };
        let before_wrap = head - head % ring + ring - largest;
        self.voice(slot).limit.set(furthest.min(before_wrap) as i64);
        Some(head)
    }
}

/// CLOCK_MONOTONIC in nanoseconds; on Linux no system call (vdso(7)).
fn now() -> u64 {
    #[repr(C)]
    struct Time {
        seconds: i64,
        nanoseconds: i64,
    }
    unsafe extern "C" {
        fn clock_gettime(clock: i32, time: *mut Time) -> i32;
    }
    const MONOTONIC: i32 = 1;
    let mut time = Time { seconds: 0, nanoseconds: 0 };
    // SAFETY: a place of ours.
    unsafe { clock_gettime(MONOTONIC, &mut time) };
    time.seconds as u64 * 1_000_000_000 + time.nanoseconds as u64
}
