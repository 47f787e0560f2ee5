//! The emitter: the probe's hooks that are called most often, compiled, as an extension module of CPython.
//!
//! One file for every CPython from 3.8 on that has a GIL: nothing but its stable ABI is used (see [`python`]), and of the
//! C library `clock_gettime`, `dlsym`, `ioctl` and `poll`. It is built by `build.rs` beside this file, carried inside the
//! program, and loaded by `assets/probe/forklore_probe/emitter.py`, which says when it is not: then the probe does
//! everything in Python, and tells the same.
//!
//! ```text
//! lock, queue ── what the program does, where it is simple; else the hook in Python
//!  │   │   └─ shown   what a value looks like
//!  │   └───── line    where the program stands
//!  └───────── record ── arena: stamps and publishes, into this thread's ring
//! ```
//!
//! Invariants. No function here runs code of the program's, waits, or gives the GIL away: so no other thread and no
//! handler of a signal comes between two of its steps. All state is touched with the GIL only. An exception of ours never
//! gets out: the hook in Python does it again, and says what is wrong.
#![no_std]
#![allow(static_mut_refs, reason = "only addresses are taken of CPython's own objects")]

mod arena;
mod line;
mod lock;
mod names;
mod python;
mod queue;
mod record;
mod shown;

use core::ffi::c_int;
use core::ptr::{null, null_mut};

use arena::{ARENA, Layout};
use line::LINES;
use names::{NAMES, Words};
use python::{END, Method, ModuleDef, NEWER, Object, PyModuleDef_Init, Raw, attribute, interned, item, shared};

static SLOTS: [python::Slot; 1] = [END];
static METHODS: [Method; 17] = [
    Method::of_fast(c"join", join),
    Method::of_one(c"speak", speak),
    Method::of_one(c"say", say),
    Method::bare(c"forget", forget),
    Method::of_fast(c"told", lock::told),
    Method::of_fast(c"quicken", lock::quicken),
    Method::of_fast(c"with_begins", lock::with_begins),
    Method::of_fast(c"with_line", lock::with_line),
    Method::of_one(c"records", lock::records),
    Method::of_fast(c"know_queues", queue::know),
    Method::of_fast(c"queue", queue::told),
    Method::of_one(c"number", queue::number),
    Method::of_fast(c"put", queue::put),
    Method::of_fast(c"get", queue::get),
    Method::of_fast(c"feed", queue::feed),
    Method::of_fast(c"passes", queue::passes),
    Method::END,
];
static mut MODULE: ModuleDef = ModuleDef {
    head: Object::EMPTY,
    init: null(),
    index: 0,
    copy: null_mut(),
    name: c"emitter".as_ptr(),
    doc: null(),
    size: 0,
    methods: METHODS.as_ptr(),
    slots: SLOTS.as_ptr(),
    rest: [null(); 3],
};

/// Where CPython comes in (PEP 489: nothing of it stands in `sys.modules`).
#[unsafe(no_mangle)]
pub extern "C" fn PyInit_emitter() -> Raw {
    // SAFETY: called once, with the GIL; CPython owns the structure from then on.
    unsafe { PyModuleDef_Init(&raw mut MODULE) }
}

/// `join(memory, layout, called)`: the arena is here, and this is how everything stands in it; `called` has what is
/// called from here, by name. Whether the emitter can be used.
unsafe extern "C" fn join(_: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    // SAFETY: CPython hands over so many.
    let args = unsafe { core::slice::from_raw_parts(args, count as usize) };
    match joined(args) {
        Some(true) => shared(python::yes()),
        Some(false) => shared(python::no()),
        None => null_mut(),
    }
}

fn joined(args: &[Raw]) -> Option<bool> {
    let &[memory, layout, called] = args else { return Some(false) };
    let (base, bytes) = python::memory(memory)?;
    NAMES.learn();
    NEWER.look();
    NAMES.words.set(words(layout)?);
    let given = [
        (&NAMES.frame, c"frame"),
        (&NAMES.about, c"about"),
        (&NAMES.short, c"short"),
        (&NAMES.say, c"say"),
        (&NAMES.silent, c"silent"),
    ];
    for (place, name) in given {
        place.set(item(called, interned(name))?.give());
    }
    Some(ARENA.join(base, bytes, places(layout)?) && lock::prepare() && queue::prepare())
}

fn places(layout: Raw) -> Option<Layout> {
    let word = |name| python::word(attribute(layout, interned(name))?.raw());
    let place = |name| word(name).map(|place| place as usize);
    Some(Layout {
        slots: place(c"SLOTS")?,
        slots_at: place(c"SLOTS_AT")?,
        slot_bytes: place(c"SLOT_BYTES")?,
        rings_at: place(c"RINGS_AT")?,
        ring: word(c"RING")?,
        head: place(c"HEAD")?,
        busy: place(c"BUSY")?,
        tail: place(c"TAIL")?,
        pace: place(c"PACE")?,
        flows_at: place(c"FLOWS_AT")?,
        flow_bytes: place(c"FLOW_BYTES")?,
        many: word(c"MANY")? as u32,
        max_record: word(c"MAX_RECORD")?,
    })
}

fn words(layout: Raw) -> Option<Words> {
    let plain = |name| Some(python::word(attribute(layout, interned(name))?.raw())? as u32);
    let of = |table, name| {
        let table = attribute(layout, interned(table))?;
        Some(python::word(item(table.raw(), interned(name))?.raw())? as u32)
    };
    Some(Words {
        own: plain(c"OWN")?,
        at_once: plain(c"AT_ONCE")?,
        begin: of(c"PHASE", c"begin")?,
        wait: of(c"PHASE", c"wait")?,
        end: of(c"PHASE", c"end")?,
        lacking: of(c"FIELD", c"for")?,
        acquire: of(c"KIND", c"lock.acquire")?,
        release: of(c"KIND", c"lock.release")?,
        put: of(c"KIND", c"queue.put")?,
        fed: of(c"KIND", c"queue.fed")?,
        get: of(c"KIND", c"queue.get")?,
    })
}

/// `speak(slot)`: this thread is that actor from now on.
unsafe extern "C" fn speak(_: Raw, slot: Raw) -> Raw {
    ARENA.speak(python::integer(slot).unwrap_or(0) as usize);
    shared(python::none())
}

/// `say(record)`: whether it could be said from here.
unsafe extern "C" fn say(_: Raw, record: Raw) -> Raw {
    match python::bytes_of(record) {
        Some(bytes) if ARENA.say(bytes) => shared(python::yes()),
        Some(_) => shared(python::no()),
        None => null_mut(),
    }
}

/// `forget()`: what is known of lines.
unsafe extern "C" fn forget(_: Raw, _: Raw) -> Raw {
    LINES.forget();
    shared(python::none())
}

#[panic_handler]
fn panics(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe extern "C" {
        fn abort() -> !;
    }
    // SAFETY: the C library's.
    unsafe { abort() }
}

const _: () = assert!(size_of::<c_int>() == 4 && size_of::<usize>() == 8, "a machine of 64 bits");
