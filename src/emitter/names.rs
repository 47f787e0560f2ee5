//! Names: attributes that are looked up often, what the probe has given us to call, and the numbers of its words.

use core::cell::Cell;
use core::ptr::null_mut;

use crate::python::{Raw, interned};

type Name = Cell<Raw>;

/// All of them; never let go.
pub struct Names {
    pub back: Name,
    pub code: Name,
    pub instruction: Name,
    /// What a lock or a queue of the program's carries.
    pub forklore: Name,
    pub semlock: Name,
    pub acquire: Name,
    pub release: Name,
    pub is_mine: Name,
    pub closed: Name,
    pub is_told: Name,
    pub item: Name,
    pub writes: Name,
    pub written: Name,
    pub refused: Name,
    pub looks: Name,
    pub received: Name,
    pub result: Name,
    pub fail: Name,
    /// `sys._getframe`, or None where the frame before is asked for.
    pub frame: Name,
    /// `caller.about`, `shown.short`, and what says a record where [`crate::arena::Arena::say`] cannot.
    pub about: Name,
    pub short: Name,
    pub say: Name,
    /// The step of a `get` that is not told.
    pub silent: Name,
    /// The grafted `SemLock.__enter__` and `__exit__`, and the hooks of their module.
    pub enter: Name,
    pub leave: Name,
    pub hooks: Name,
    /// Whether the line of a `with` stands at its end too (CPython 3.10 and later).
    pub knows_its_line: Cell<bool>,
    /// The hooks of queues in Python.
    pub put: Name,
    pub get: Name,
    pub get_slowly: Name,
    pub words: Cell<Words>,
}

/// Numbers of the words that are told from here.
#[derive(Clone, Copy)]
pub struct Words {
    pub own: u32,
    pub at_once: u32,
    pub begin: u32,
    pub wait: u32,
    pub end: u32,
    pub lacking: u32,
    pub acquire: u32,
    pub release: u32,
    pub put: u32,
    pub fed: u32,
    pub get: u32,
}

impl Words {
    const NONE: Words = Words {
        own: 0,
        at_once: 0,
        begin: 0,
        wait: 0,
        end: 0,
        lacking: 0,
        acquire: 0,
        release: 0,
        put: 0,
        fed: 0,
        get: 0,
    };
}

// SAFETY: touched with the GIL only.
unsafe impl Sync for Names {}

#[allow(clippy::declare_interior_mutable_const, reason = "each name begins as one of its own")]
const NONE: Name = Cell::new(null_mut());

pub static NAMES: Names = Names {
    back: NONE,
    code: NONE,
    instruction: NONE,
    forklore: NONE,
    semlock: NONE,
    acquire: NONE,
    release: NONE,
    is_mine: NONE,
    closed: NONE,
    is_told: NONE,
    item: NONE,
    writes: NONE,
    written: NONE,
    refused: NONE,
    looks: NONE,
    received: NONE,
    result: NONE,
    fail: NONE,
    frame: NONE,
    about: NONE,
    short: NONE,
    say: NONE,
    silent: NONE,
    enter: NONE,
    leave: NONE,
    hooks: NONE,
    knows_its_line: Cell::new(true),
    put: NONE,
    get: NONE,
    get_slowly: NONE,
    words: Cell::new(Words::NONE),
};

impl Names {
    pub fn learn(&self) {
        let pairs = [
            (&self.back, c"f_back"),
            (&self.code, c"f_code"),
            (&self.instruction, c"f_lasti"),
            (&self.forklore, c"_forklore"),
            (&self.semlock, c"_semlock"),
            (&self.acquire, c"acquire"),
            (&self.release, c"release"),
            (&self.is_mine, c"_is_mine"),
            (&self.closed, c"_closed"),
            (&self.is_told, c"is_told"),
            (&self.item, c"item"),
            (&self.writes, c"writes"),
            (&self.written, c"written"),
            (&self.refused, c"refused"),
            (&self.looks, c"looks"),
            (&self.received, c"received"),
            (&self.result, c"result"),
            (&self.fail, c"fail"),
        ];
        for (place, name) in pairs {
            place.set(interned(name));
        }
    }
}
