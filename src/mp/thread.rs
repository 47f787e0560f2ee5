//! `Thread`: one more actor in this process (Lib/threading.py).

use std::panic::Location;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crate::model::{Field, Kind};
use crate::wire::arena::{SLOT_ENDED, SlotId};
use crate::wire::futex;
use crate::wire::record::Sent;

use super::exception::Returns;
use super::gate;
use super::me;
use super::start::status_of;
use super::step::Step;

/// A thread that runs a target.
pub struct Thread {
    wish: String,
    title: String,
    daemon: bool,
    role: &'static str,
    body: Option<Box<dyn FnOnce() + Send>>,
    started: Option<Started>,
}

/// A thread that was started: whoever joins it first takes the handle.
#[derive(Clone)]
pub(crate) struct Started {
    slot: SlotId,
    handle: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl Thread {
    /// `Thread(target=…)`: `target` is the name of the function that `body` runs.
    pub fn new<R: Returns>(target: &str, body: impl FnOnce() -> R + Send + 'static) -> Thread {
        let mut own = me::own();
        own.threads_made += 1;
        let title = format!("Thread-{} ({target})", own.threads_made);
        drop(own);
        let heading = format!("Exception in thread {title}:");
        let body = Box::new(move || {
            status_of(&heading, body);
        });
        Thread { wish: target.into(), title, daemon: false, role: "", body: Some(body), started: None }
    }

    /// A thread of the library's own: its feeder, a pool's handler.
    pub(crate) fn helper<R: Returns>(
        wish: &str,
        title: &str,
        role: &'static str,
        body: impl FnOnce() -> R + Send + 'static,
    ) -> Thread {
        let heading = format!("Exception in thread {title}:");
        let body = Box::new(move || {
            status_of(&heading, body);
        });
        Thread { wish: wish.into(), title: title.into(), daemon: true, role, body: Some(body), started: None }
    }

    /// `Thread(…, name=…)`.
    pub fn named(mut self, name: &str) -> Thread {
        self.wish = name.into();
        self.title = name.into();
        self
    }

    /// `Thread(…, daemon=True)`.
    pub fn daemonic(mut self) -> Thread {
        self.daemon = true;
        self
    }

    /// `start()`: the thread runs from now on. As in CPython it is waited for until it has begun (`Thread._started`).
    pub fn start(&mut self) {
        let Some(body) = self.body.take() else { return };
        let name = me::own().names.thread(&me::name(), &self.wish);
        let Ok(slot) = me::arena().claim(me::slot(), &name) else { return };
        let (title, role, daemon) = (self.title.clone(), self.role, self.daemon);
        let begun = Arc::new(Begun::default());
        let begins = begun.clone();
        let life = move || {
            me::become_actor(slot);
            gate::birth(Kind::ThreadStart);
            let mut step = Step::hidden(Kind::ThreadStart).with(Field::Name, Sent::Text(&title));
            if !role.is_empty() {
                step = step.with(Field::Role, Sent::Text(role));
            }
            if daemon {
                step = step.with(Field::Daemon, Sent::Bool(true));
            }
            step.note();
            begins.tell();
            body();
            Step::hidden(Kind::ThreadExit).note();
            me::arena().slot(slot).state.store(SLOT_ENDED, Ordering::Release);
            gate::ended();
        };
        let builder = std::thread::Builder::new().name(thread_name(&self.wish)).stack_size(512 * 1024);
        let handle = builder.spawn(life).ok();
        if handle.is_some() {
            begun.wait();
        }
        let started = Started { slot, handle: Arc::new(Mutex::new(handle)) };
        if !self.daemon {
            me::own().threads.push(started.clone());
        }
        self.started = Some(started);
    }

    /// The slot of the running thread.
    pub(crate) fn slot(&self) -> Option<SlotId> {
        self.started.as_ref().map(|started| started.slot)
    }

    /// `join()`: waits for its end.
    #[track_caller]
    pub fn join(&mut self) {
        self.join_at(me::line(Location::caller()));
    }

    pub(crate) fn join_at(&mut self, line: u32) {
        if let Some(started) = &self.started {
            started.join_at(line);
        }
    }

    /// Waits for its end, where that is no step of the program's own.
    pub(crate) fn finish(self) {
        if let Some(handle) = self.started.and_then(|started| started.take()) {
            let _ = handle.join();
        }
    }

    /// `is_alive()`.
    pub fn is_alive(&self) -> bool {
        self.slot().is_some_and(|slot| me::arena().slot(slot).state.load(Ordering::Acquire) != SLOT_ENDED)
    }
}

impl Started {
    fn take(&self) -> Option<JoinHandle<()>> {
        self.handle.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn join_at(&self, line: u32) {
        let Some(handle) = self.take() else { return };
        let slot = me::arena().slot(self.slot);
        let lacks = || (slot.state.load(Ordering::Acquire) != SLOT_ENDED).then_some("exit");
        let mut operation = Step::at_line(Kind::ThreadJoin, line).with(Field::Target, Sent::Actor(self.slot.0)).begin();
        operation.block(lacks, |waits| {
            if let Some(what) = lacks() {
                waits(what);
            }
            let _ = handle.join();
        });
        operation.end(|step| step);
    }
}

/// Whether a new thread has said its first word.
#[derive(Default)]
struct Begun(AtomicU32);

impl Begun {
    fn tell(&self) {
        self.0.store(1, Ordering::Release);
        futex::wake(&self.0, 1);
    }

    /// Where every step waits for leave, a birth is one of them: who is born is not waited for there.
    fn wait(&self) {
        while !gate::is_on() && self.0.load(Ordering::Acquire) == 0 {
            futex::wait(&self.0, 0, None);
        }
    }
}

/// What a process does at its orderly end (`threading._shutdown`): it waits for those of its threads that are no daemons.
pub(crate) fn join_all() {
    let threads = std::mem::take(&mut me::own().threads);
    threads.iter().for_each(|thread| thread.join_at(0));
}

/// What `/proc/PID/task/TID/comm` shows: at most fifteen bytes.
fn thread_name(wish: &str) -> String {
    wish.bytes().filter(u8::is_ascii_graphic).take(15).map(char::from).collect()
}
