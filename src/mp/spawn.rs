//! Starting without fork: this program is started again, imports the lesson, and is sent what it is to do
//! (Lib/multiprocessing/popen_spawn_posix.py, spawn.py).

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::os::fd::AsRawFd;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::Ordering;

use nix::errno::Errno;
use serde::{Deserialize, Serialize};

use crate::model::{Field, Kind};
use crate::wire::arena::{Arena, SlotId};
use crate::wire::order::Order;
use crate::wire::record::{Sent, dumps, loads};

use super::exception::Exception;
use super::me::{self, Own};
use super::run::Run;
use super::start;
use super::step::Step;

/// The first argument that makes this binary a child of a lesson.
pub(crate) const SPAWNED: &str = "--spawned";

/// Where a program that is executed finds this run's arena.
static PLACE: OnceLock<String> = OnceLock::new();

/// What a child is to call: a function by its number, and its argument's bytes.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Call {
    pub function: u32,
    pub argument: Vec<u8>,
}

/// All that a process which begins afresh is sent.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Luggage {
    /// What the lesson's main process was told to run.
    pub order: Order,
    /// What it is to do.
    pub call: Call,
    /// What the program calls it.
    pub title: String,
    /// Its numbers.
    pub identity: Vec<u32>,
    /// Whether it is daemonic.
    pub daemon: bool,
}

/// Remembers where the arena is: with the keeper, whose child this process is.
pub(crate) fn keep_place(arena: &Arena) {
    let _ = PLACE.set(format!("/proc/{}/fd/{}", super::os::getppid(), arena.fd().as_raw_fd()));
}

/// Whether this process may start others afresh: not while it imports the program itself, or there would be no end of it
/// (`_check_not_importing_main` in spawn.py).
///
/// # Errors
/// `RuntimeError`, as in CPython.
pub(crate) fn may_start() -> Result<(), Exception> {
    let missing = "a process was to be started while the program is being imported: its main module has no guard";
    if me::own().importing { Err(Exception::new("RuntimeError", missing)) } else { Ok(()) }
}

/// The exception of a target that has no name by which a module could be asked for it.
pub(crate) fn cannot_be_found(target: &str) -> Exception {
    Exception::new("PicklingError", format!("{target} cannot be found by its name in the module"))
}

/// Starts this program again and sends it its luggage. Its pid and its slot.
///
/// # Errors
/// `PicklingError` if the luggage cannot be serialised; `OSError` if the kernel refuses.
pub(crate) fn start(wish: &str, luggage: &Luggage, line: u32) -> Result<(i32, SlotId), Exception> {
    let bytes = dumps(luggage).ok_or_else(super::pool::unsendable)?;
    let arena = me::arena();
    arena.ask_process().map_err(start::refused)?;
    let name = me::own().names.process(&me::name(), wish);
    let slot = arena.claim(me::slot(), &name).map_err(|full| {
        arena.header().alive.fetch_sub(1, Ordering::AcqRel);
        start::refused(full)
    })?;
    Step::at_line(Kind::ProcessSpawn, line)
        .bytes(bytes.len())
        .with(Field::Child, Sent::Actor(slot.0))
        .with(Field::Method, Sent::Text("spawn"))
        .once();
    match execute(slot, &bytes) {
        Ok(pid) => {
            arena.slot(slot).pid.store(pid, Ordering::Relaxed);
            Ok((pid, slot))
        }
        Err(error) => {
            arena.end_process(slot);
            let exception = Exception::os(error.raw_os_error().map_or(Errno::EIO, Errno::from_raw));
            start::not_made(slot, &exception.class, line);
            Err(exception)
        }
    }
}

fn execute(slot: SlotId, bytes: &[u8]) -> std::io::Result<i32> {
    let place = PLACE.get().map_or("", String::as_str);
    let words = [SPAWNED, place, &slot.0.to_string()].map(String::from);
    let mut command = Command::new("/proc/self/exe");
    let mut child = command.arg0("forklore-child").args(words).stdin(Stdio::piped()).spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // If it has died already, its end tells that.
        let _ = input.write_all(bytes);
    }
    Ok(child.id() as i32)
}

/// The main function of a program that a child imports, and the Rust file that its lines are counted in.
type Imported = (fn(&Run) -> Result<(), Exception>, String);

/// This process is a child that begins afresh: the lesson's program is imported, which defines its functions; then the one
/// it was sent for is called. Returns only if its words make no sense.
pub(crate) fn become_child(words: &[String], program: impl FnOnce(&Order) -> Option<Imported>) -> Option<()> {
    let [place, slot] = words else { return None };
    let slot = SlotId(slot.parse().ok()?);
    let file = OpenOptions::new().read(true).write(true).open(place).ok()?;
    let arena: &'static Arena = Box::leak(Box::new(Arena::open(file.into()).ok()?));
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).ok()?;
    let luggage: Luggage = loads(&bytes)?;
    let (main, file) = program(&luggage.order)?;
    std::panic::set_hook(Box::new(|_| {}));
    let _ = PLACE.set(place.clone());
    me::join_arena(arena, &file);
    let Luggage { order, call, title, identity, daemon } = luggage;
    let heading = format!("Process {title}:");
    start::become_process(slot, Own { title, identity, daemon, importing: true, ..Own::default() });
    start::run("", || {
        main(&Run::imported(order))?;
        me::own().importing = false;
        answer(&call, &heading)
    })
}

/// Does what the process was started for. A function that cannot be found, or an argument that cannot be read, is a
/// failure of the start; anything else is the function's own.
fn answer(call: &Call, heading: &str) -> Result<(), Exception> {
    let body = me::own().functions.get(call.function as usize).cloned();
    let body = body.ok_or_else(|| Exception::new("AttributeError", "the module has no such function"))?;
    match super::pool::call(&body, &call.argument) {
        Ok(_) => Ok(()),
        Err(exception) if exception.class == "UnpicklingError" => Err(exception),
        Err(exception) => {
            exception.uncaught(heading);
            start::throw_exit(1)
        }
    }
}
