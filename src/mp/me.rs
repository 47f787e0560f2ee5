//! Who this thread is: its voice in the arena, and what its process owns.

use std::cell::RefCell;
use std::panic::Location;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crate::model::name::Christening;
use crate::wire::arena::{Arena, ObjectId, SLOT_STARTED, SlotId};
use crate::wire::class::Class;
use crate::wire::record::Record;
use crate::wire::ring::Teller;

use super::feeder::Feeder;
use super::pool::{Body, Pool};
use super::process::Kin;
use super::thread::Started;

thread_local! {
    static VOICE: RefCell<Option<Teller>> = const { RefCell::new(None) };
}
static ARENA: OnceLock<&'static Arena> = OnceLock::new();
static PROGRAM: OnceLock<String> = OnceLock::new();
static OWN: AtomicPtr<Mutex<Own>> = AtomicPtr::new(std::ptr::null_mut());

/// What belongs to this process alone, and begins anew in a child.
#[derive(Default)]
pub(crate) struct Own {
    /// How it names what it creates.
    pub names: Christening,
    /// Its own title and numbers: `Process-1:2` is [1, 2].
    pub identity: Vec<u32>,
    /// What the program calls it.
    pub title: String,
    /// How many processes it has made (one counter with pools and managers, as in `process.py`).
    pub children_made: u32,
    /// How many threads it has made.
    pub threads_made: u32,
    /// Its threads that are no daemons, in the order of their start.
    pub threads: Vec<Started>,
    /// Its child processes that nobody has joined.
    pub children: Vec<Kin>,
    /// The feeder threads of its queues, in the order of their start.
    pub feeders: Vec<Feeder>,
    /// Whether it is a daemonic child.
    pub daemon: bool,
    /// What it is for, where that is the library's business: `worker`.
    pub role: &'static str,
    /// Whether it was started afresh and is still importing the program.
    pub importing: bool,
    /// Functions that a pool's tasks may name; a child knows those of its parent.
    pub functions: Vec<Body>,
    /// Its pools, to be terminated at its orderly end.
    pub pools: Vec<Pool>,
}

/// Gives this process its arena; once, before anything else.
pub(crate) fn join_arena(arena: &'static Arena, program: &str) {
    let _ = ARENA.set(arena);
    let _ = PROGRAM.set(program.to_string());
}

/// The arena of this run.
pub(crate) fn arena() -> &'static Arena {
    ARENA.get().expect("a lesson's primitives work only inside a lesson's processes")
}

/// What this process owns.
pub(crate) fn own() -> MutexGuard<'static, Own> {
    let own = OWN.load(Ordering::Acquire);
    assert!(!own.is_null(), "a lesson's primitives work only inside a lesson's processes");
    // SAFETY: set by `become_process` to a leaked box, never freed.
    unsafe { &*own }.lock().unwrap_or_else(PoisonError::into_inner)
}

/// This thread is the actor in `slot` from now on, and its process begins with nothing of its own. What was there
/// before (a copy of the parent's) is left where it is: another thread may have held its lock when we were forked.
pub(crate) fn become_process(slot: SlotId, own: Own) {
    OWN.store(Box::leak(Box::new(Mutex::new(own))), Ordering::Release);
    become_actor(slot);
}

/// This thread is the actor in `slot` from now on.
pub(crate) fn become_actor(slot: SlotId) {
    let arena = arena();
    let place = arena.slot(slot);
    place.pid.store(super::os::getpid(), Ordering::Relaxed);
    place.tid.store(nix::unistd::gettid().as_raw(), Ordering::Relaxed);
    place.state.store(SLOT_STARTED, Ordering::Release);
    VOICE.with(|voice| *voice.borrow_mut() = Some(Teller::new(arena, slot)));
}

/// The slot of this thread.
pub(crate) fn slot() -> SlotId {
    VOICE.with(|voice| voice.borrow().as_ref().map_or(SlotId(0), Teller::id))
}

/// The name of this thread.
pub(crate) fn name() -> String {
    arena().actor_name(slot())
}

/// Stamps and publishes a record. A thread that is no actor is not heard.
pub(crate) fn tell(record: &mut Record<'_>) {
    VOICE.with(|voice| {
        if let Some(teller) = voice.borrow_mut().as_mut() {
            teller.tell(record);
        }
    });
}

/// Names a new object of this actor.
pub(crate) fn christen(class: Class, wish: Option<&str>) -> ObjectId {
    let name = own().names.object(&name(), wish, class.as_str());
    arena().christen(class as u8, &name)
}

/// The line of the lesson's own program that a call comes from; 0 if it comes from elsewhere.
pub(crate) fn line(at: &Location<'_>) -> u32 {
    match PROGRAM.get() {
        Some(program) if at.file().ends_with(program.as_str()) => at.line(),
        _ => 0,
    }
}
