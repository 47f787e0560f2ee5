//! Queues of multiprocessing: a put, what the feeder writes, and a get that finds its item there. Everything else is
//! left to the probe's `queues.py`.

use core::cell::Cell;
use core::ffi::{c_int, c_long, c_void};
use core::ptr::null_mut;

use crate::arena::ARENA;
use crate::line::LINES;
use crate::names::NAMES;
use crate::python::{
    self, END, Method, Object, Own, PyType_FromSpec, PyType_GenericAlloc, Raw, Slot, TP_DEALLOC, TP_METHODS, TypeSpec,
    attribute, call_method, call_with, call_with_both, forgive, shared,
};
use crate::record::Record;
use crate::shown::{Digits, short, short_number};

/// What the library writes in front of a message (multiprocessing/connection.py).
const HEADER: u64 = 4;
/// So much goes into a pipe at once or not at all (pipe(7)).
const PIPE_BUF: usize = 4096;

/// A `get` that finds its item there, and is told in one record when it has it. One that has to wait is told in steps.
#[repr(C)]
struct Found {
    head: Object,
    object: u32,
    line: u32,
    /// Bytes that were there, and bytes of the item.
    fill: Cell<u64>,
    size: Cell<u64>,
    queue: Raw,
    /// The step of one that has to wait; else null.
    step: Cell<Raw>,
}

/// What a feeder does, item by item.
#[repr(C)]
struct Feed {
    head: Object,
    object: u32,
    fd: c_int,
    /// The same in Python, for when there may be no room.
    slow: Raw,
    item: Cell<Raw>,
    is_slow: Cell<bool>,
}

struct Types {
    found: Cell<Raw>,
    feed: Cell<Raw>,
}

// SAFETY: touched with the GIL only.
unsafe impl Sync for Types {}

static TYPES: Types = Types { found: Cell::new(null_mut()), feed: Cell::new(null_mut()) };

static FOUND: [Method; 6] = [
    Method::of_fast(c"looks", looks),
    Method::of_fast(c"time", passes),
    Method::of_fast(c"received", received),
    Method::of_fast(c"result", result),
    Method::of_fast(c"fail", fail),
    Method::END,
];
static FEED: [Method; 9] = [
    Method::of_fast(c"idles", passes),
    Method::of_fast(c"takes_turn", passes),
    Method::of_fast(c"popped", popped),
    Method::of_fast(c"writes", writes),
    Method::of_fast(c"written", written),
    Method::of_fast(c"refused", refused),
    Method::of_fast(c"result", passes),
    Method::of_fast(c"fail", passes),
    Method::END,
];

/// Makes the two types.
pub fn prepare() -> bool {
    let make = |name: &'static core::ffi::CStr, size: usize, methods: &'static [Method], dealloc: *const c_void| {
        let slots =
            [Slot { what: TP_DEALLOC, how: dealloc }, Slot { what: TP_METHODS, how: methods.as_ptr().cast() }, END];
        let spec =
            TypeSpec { name: name.as_ptr(), basic_size: size as i32, item_size: 0, flags: 0, slots: slots.as_ptr() };
        // SAFETY: a spec whose texts and functions are never freed; its slots are copied.
        unsafe { PyType_FromSpec(&spec) }
    };
    TYPES.found.set(make(c"forklore.Found", size_of::<Found>(), &FOUND, forget_found as *const c_void));
    TYPES.feed.set(make(c"forklore.Feed", size_of::<Feed>(), &FEED, forget_feed as *const c_void));
    !TYPES.found.get().is_null() && !TYPES.feed.get().is_null()
}

/// `know_queues(put, get, get_slowly, most)`: the same in Python, and the size of a queue that has none.
pub unsafe extern "C" fn know(_: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    // SAFETY: CPython hands over so many.
    if let &[put, get, get_slowly, most] = unsafe { core::slice::from_raw_parts(args, count as usize) } {
        NAMES.put.set(shared(put));
        NAMES.get.set(shared(get));
        NAMES.get_slowly.set(shared(get_slowly));
        NAMES.most.set(python::integer(most).unwrap_or(-1));
    }
    shared(python::none())
}

/// The one argument, if there is one.
fn only(args: *const Raw, count: isize) -> Raw {
    // SAFETY: CPython hands over so many.
    if count > 0 { unsafe { *args } } else { python::none() }
}

/// A step that changes nothing: what goes in comes out.
pub unsafe extern "C" fn passes(_: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    shared(only(args, count))
}

/// Tells what is done already: where it cannot be told from here, in Python.
fn tell(record: &Record) {
    if ARENA.say(record.bytes()) {
        return;
    }
    if let Some(bytes) = python::bytes(record.bytes()) {
        let _ = call_with(NAMES.say.get(), bytes.raw());
    }
    forgive();
}

fn shown(value: Raw, tell: impl FnOnce(&[u8])) -> Option<()> {
    if let Some(number) = short_number(value) {
        tell(Digits::of(number).bytes());
        return Some(());
    }
    let text = short(value)?;
    // What is no UTF-8 is left to Python, which replaces it.
    tell(python::utf8(&text)?);
    Some(())
}

/// The number of a queue of the program's that is open; nothing where Python has to look.
fn number_of(queue: Raw) -> Option<u32> {
    let number = python::integer(attribute(queue, NAMES.forklore.get())?.raw())?;
    let closed = attribute(queue, NAMES.closed.get())?;
    (number > 0 && closed.raw() == python::no()).then_some(number as u32)
}

fn silent() -> Raw {
    shared(NAMES.silent.get())
}

/// `Queue.put`: `put(self, obj, block, timeout)`.
pub unsafe extern "C" fn put(_: Raw, args: *const Raw, count: isize, named: Raw) -> Raw {
    // SAFETY: CPython hands over so many, those with names too.
    let all = unsafe { core::slice::from_raw_parts(args, count as usize + names(named)) };
    if LINES.of_caller_of_caller().is_none_or(|line| all.len() == 4 && puts(line, all[0], all[1]).is_some()) {
        forgive();
        return silent();
    }
    forgive();
    slowly(NAMES.put.get(), all)
}

fn names(named: Raw) -> usize {
    if named.is_null() { 0 } else { python::count(named) as usize }
}

fn slowly(hook: Raw, all: &[Raw]) -> Raw {
    match *all {
        [one, two, three] => python::call_with_three(hook, [one, two, three]).map_or(null_mut(), Own::give),
        [one, two, three, four] => python::call_with_four(hook, [one, two, three, four]).map_or(null_mut(), Own::give),
        _ => silent(),
    }
}

fn puts(line: u32, queue: Raw, value: Raw) -> Option<()> {
    let object = number_of(queue)?;
    let most = python::integer(attribute(queue, NAMES.maxsize.get())?.raw())?;
    if most != NAMES.most.get() || !ARENA.is_free() || ARENA.slot() == 0 {
        return None;
    }
    shown(value, |value| tell(&Record::at_once(NAMES.words.get().put, object, line).valued(value)))
}

/// `Queue.get`: `get(self, block, timeout)`.
pub unsafe extern "C" fn get(_: Raw, args: *const Raw, count: isize, named: Raw) -> Raw {
    // SAFETY: CPython hands over so many, those with names too.
    let all = unsafe { core::slice::from_raw_parts(args, count as usize + names(named)) };
    let Some(line) = LINES.of_caller_of_caller() else {
        forgive();
        return silent();
    };
    let is_simple = all.len() == 3 && all[1] == python::yes() && all[2] == python::none();
    let found = if is_simple { finds(line, all[0]) } else { None };
    found.unwrap_or_else(|| {
        forgive();
        slowly(NAMES.get.get(), all)
    })
}

fn finds(line: u32, queue: Raw) -> Option<Raw> {
    let object = number_of(queue)?;
    let semlock = attribute(attribute(queue, NAMES.rlock.get())?.raw(), NAMES.semlock.get())?;
    let is_taken = call_method(semlock.raw(), NAMES.is_zero.get())?;
    if is_taken.raw() != python::no() || !ARENA.is_free() || ARENA.slot() == 0 {
        return None;
    }
    // SAFETY: a type of ours, whose objects are this large.
    let found = Own::new(unsafe { PyType_GenericAlloc(TYPES.found.get(), 0) })?;
    // SAFETY: a new object of that type, all zero but for its head.
    unsafe {
        let found = found.raw().cast::<Found>();
        (*found).object = object;
        (*found).line = line;
        (*found).queue = shared(queue);
    }
    Some(found.give())
}

unsafe extern "C" fn forget_found(own: Raw) {
    let found = Found::of(own);
    // SAFETY: an object of our type that nobody has any more, and all that it owns.
    unsafe { python::end(own, [found.queue, found.step.get()]) }
}

impl Found {
    fn of<'a>(own: Raw) -> &'a Found {
        // SAFETY: a method of our type, called on an object of it.
        unsafe { &*own.cast::<Found>() }
    }

    fn step(&self) -> Option<Raw> {
        Some(self.step.get()).filter(|step| !step.is_null())
    }

    /// From now on told in steps.
    fn slowly(&self) -> Option<Raw> {
        if self.step.get().is_null() {
            let line = python::number(i64::from(self.line))?;
            let step = call_with_both(NAMES.get_slowly.get(), self.queue, line.raw())?;
            self.step.set(step.give());
        }
        self.step()
    }

    /// Bytes that wait to be read.
    fn waiting(&self) -> Option<u64> {
        unsafe extern "C" {
            fn ioctl(fd: c_int, request: c_long, ...) -> c_int;
        }
        const FIONREAD: c_long = 0x541B;
        let fd = attribute(attribute(self.queue, NAMES.reader.get())?.raw(), NAMES.handle.get())?;
        let fd = python::integer(fd.raw())?;
        let mut bytes: c_int = 0;
        // SAFETY: a place of ours; the call does not wait (ioctl_tty(2)).
        (unsafe { ioctl(fd as c_int, FIONREAD, &raw mut bytes) } == 0).then_some(bytes as u64)
    }
}

/// Passes on what a step's own method has said of a value, and the value where it has failed.
fn through(step: Raw, method: Raw, value: Raw) -> Raw {
    let answer = attribute(step, method).and_then(|method| call_with(method.raw(), value));
    answer.map_or_else(null_mut, Own::give)
}

unsafe extern "C" fn looks(own: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    let found = Found::of(own);
    found.fill.set(found.waiting().unwrap_or(0));
    forgive();
    if found.fill.get() > 0 {
        return shared(only(args, count));
    }
    match found.slowly() {
        Some(step) => through(step, NAMES.looks.get(), only(args, count)),
        None => null_mut(),
    }
}

unsafe extern "C" fn received(own: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    let (found, data) = (Found::of(own), only(args, count));
    if let Some(step) = found.step() {
        return through(step, NAMES.received.get(), data);
    }
    found.size.set(python::size(data).unwrap_or(0) as u64);
    forgive();
    shared(data)
}

unsafe extern "C" fn result(own: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    let (found, value) = (Found::of(own), only(args, count));
    if let Some(step) = found.step() {
        return through(step, NAMES.result.get(), value);
    }
    // What is there now, but for what came meanwhile.
    let (size, fill) = (found.size.get(), found.fill.get());
    let left = fill.saturating_sub(HEADER + size);
    let record = Record::at_once(NAMES.words.get().get, found.object, found.line);
    shown(value, |value| tell(&record.sized(size, value, Some(left))));
    forgive();
    shared(value)
}

unsafe extern "C" fn fail(own: Raw, _: *const Raw, _: isize, _: Raw) -> Raw {
    match Found::of(own).slowly().and_then(|step| call_method(step, NAMES.fail.get())) {
        Some(answer) => answer.give(),
        None => null_mut(),
    }
}

/// `feed(slow, fd, number)`: what a feeder does, before the same in Python.
pub unsafe extern "C" fn feed(_: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    // SAFETY: CPython hands over so many.
    let args = unsafe { core::slice::from_raw_parts(args, count as usize) };
    feeds(args).map_or(null_mut(), Own::give)
}

fn feeds(args: &[Raw]) -> Option<Own> {
    let &[slow, fd, number] = args else { return Some(Own::also(python::none())) };
    let (fd, number) = (python::word(fd)?, python::word(number)?);
    // SAFETY: a type of ours, whose objects are this large.
    let made = Own::new(unsafe { PyType_GenericAlloc(TYPES.feed.get(), 0) })?;
    // SAFETY: a new object of that type, all zero but for its head.
    unsafe {
        let feed = made.raw().cast::<Feed>();
        (*feed).object = number as u32;
        (*feed).fd = fd as c_int;
        (*feed).slow = shared(slow);
    }
    Some(made)
}

unsafe extern "C" fn forget_feed(own: Raw) {
    let feed = Feed::of(own);
    // SAFETY: an object of our type that nobody has any more, and all that it owns.
    unsafe { python::end(own, [feed.slow, feed.item.get()]) }
}

impl Feed {
    fn of<'a>(own: Raw) -> &'a Feed {
        // SAFETY: a method of our type, called on an object of it.
        unsafe { &*own.cast::<Feed>() }
    }

    /// Keeps an item, and lets the last one go.
    fn keep(&self, item: Raw) {
        python::let_go(self.item.replace(item));
    }

    /// Whether a message of this size surely goes through at once.
    fn has_room(&self, size: usize) -> bool {
        #[repr(C)]
        struct Look {
            fd: c_int,
            wanted: i16,
            seen: i16,
        }
        unsafe extern "C" {
            fn poll(looks: *mut Look, count: usize, milliseconds: c_int) -> c_int;
        }
        const POLLOUT: i16 = 4;
        let mut look = Look { fd: self.fd, wanted: POLLOUT, seen: 0 };
        // SAFETY: a place of ours; the call does not wait (poll(2)).
        size + HEADER as usize <= PIPE_BUF && unsafe { poll(&raw mut look, 1, 0) } == 1 && look.seen & POLLOUT != 0
    }

    /// Python goes on from here: it gets the item.
    fn slowly(&self, method: Raw, value: Raw) -> Raw {
        let item = Some(self.item.get()).filter(|item| !item.is_null()).unwrap_or_else(python::none);
        python::set_attribute(self.slow, NAMES.item.get(), item);
        forgive();
        through(self.slow, method, value)
    }
}

unsafe extern "C" fn popped(own: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    let item = only(args, count);
    Feed::of(own).keep(shared(item));
    shared(item)
}

unsafe extern "C" fn writes(own: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    let (feed, data) = (Feed::of(own), only(args, count));
    let size = python::size(data).unwrap_or(usize::MAX);
    forgive();
    if !feed.item.get().is_null() && feed.has_room(size) && ARENA.slot() != 0 {
        // It surely goes through: told before, so that nobody can have got it before it was told.
        let record = Record::event(NAMES.words.get().fed, feed.object, 0);
        let told = shown(feed.item.get(), |value| tell(&record.sized(size as u64, value, None)));
        forgive();
        if told.is_some() {
            return shared(data);
        }
    }
    feed.is_slow.set(true);
    feed.slowly(NAMES.writes.get(), data)
}

unsafe extern "C" fn written(own: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    let (feed, value) = (Feed::of(own), only(args, count));
    let answer = match feed.is_slow.replace(false) {
        true => through(feed.slow, NAMES.written.get(), value),
        false => shared(value),
    };
    feed.keep(null_mut());
    answer
}

unsafe extern "C" fn refused(own: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    let feed = Feed::of(own);
    feed.is_slow.set(false);
    feed.slowly(NAMES.refused.get(), only(args, count))
}
