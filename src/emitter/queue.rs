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
    attribute, call_method, call_with, forgive, shared,
};
use crate::record::Record;
use crate::shown::{Digits, short, short_number};

/// What the library writes in front of a message (multiprocessing/connection.py).
const HEADER: usize = 4;
/// So much goes into a pipe at once or not at all (pipe(7)).
const PIPE_BUF: usize = 4096;

/// A `get` that nobody else stands before. One that finds its item there is told in one record when it has it, one that
/// has to wait in steps.
#[repr(C)]
struct Found {
    head: Object,
    line: u32,
    /// Bytes of the item.
    size: Cell<u64>,
    queue: Raw,
    told: Raw,
    /// It was told that it waits.
    waits: Cell<bool>,
    /// The step in Python of one that ends in no plain way; else null.
    step: Cell<Raw>,
}

/// What a feeder does, item by item.
#[repr(C)]
struct Feed {
    head: Object,
    object: u32,
    fd: c_int,
    /// Bytes of the pipe, and of each of its buffers.
    capacity: usize,
    page: usize,
    /// Bytes that surely go into it, as far as is known without looking.
    room: Cell<usize>,
    /// Bytes of the largest message so far.
    largest: Cell<usize>,
    /// The same in Python, for when there may be no room.
    slow: Raw,
    item: Cell<Raw>,
    is_slow: Cell<bool>,
}

/// A queue of the program's: what is told of it.
#[repr(C)]
struct Told {
    head: Object,
    /// Its number in the arena.
    object: u32,
    /// Where it is read.
    fd: c_int,
    /// Bytes that wait there at least, as far as is known without looking.
    waiting: Cell<usize>,
    /// Whether there is always room for another item.
    has_room: bool,
    /// Says whether somebody reads it.
    is_read: Raw,
}

struct Types {
    told: Cell<Raw>,
    found: Cell<Raw>,
    feed: Cell<Raw>,
}

// SAFETY: touched with the GIL only.
unsafe impl Sync for Types {}

static TYPES: Types = Types { told: Cell::new(null_mut()), found: Cell::new(null_mut()), feed: Cell::new(null_mut()) };

static TOLD: [Method; 1] = [Method::END];
static FOUND: [Method; 5] = [
    Method::of_fast(c"looks", looks),
    Method::of_fast(c"received", received),
    Method::of_fast(c"result", result),
    Method::of_fast(c"fail", fail),
    Method::END,
];
static FEED: [Method; 7] = [
    Method::of_fast(c"popped", popped),
    Method::of_fast(c"writes", writes),
    Method::of_fast(c"written", written),
    Method::of_fast(c"refused", refused),
    Method::of_fast(c"result", passes),
    Method::of_fast(c"fail", passes),
    Method::END,
];

/// Makes the types.
pub fn prepare() -> bool {
    let make = |name: &'static core::ffi::CStr, size: usize, methods: &'static [Method], dealloc: *const c_void| {
        let slots =
            [Slot { what: TP_DEALLOC, how: dealloc }, Slot { what: TP_METHODS, how: methods.as_ptr().cast() }, END];
        let spec =
            TypeSpec { name: name.as_ptr(), basic_size: size as i32, item_size: 0, flags: 0, slots: slots.as_ptr() };
        // SAFETY: a spec whose texts and functions are never freed; its slots are copied.
        unsafe { PyType_FromSpec(&spec) }
    };
    TYPES.told.set(make(c"forklore.Queue", size_of::<Told>(), &TOLD, forget_told as *const c_void));
    TYPES.found.set(make(c"forklore.Found", size_of::<Found>(), &FOUND, forget_found as *const c_void));
    TYPES.feed.set(make(c"forklore.Feed", size_of::<Feed>(), &FEED, forget_feed as *const c_void));
    [&TYPES.told, &TYPES.found, &TYPES.feed].iter().all(|kind| !kind.get().is_null())
}

/// `know_queues(put, get, get_slowly)`: the same in Python.
pub unsafe extern "C" fn know(_: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    // SAFETY: CPython hands over so many.
    if let &[put, get, get_slowly] = unsafe { core::slice::from_raw_parts(args, count as usize) } {
        NAMES.put.set(shared(put));
        NAMES.get.set(shared(get));
        NAMES.get_slowly.set(shared(get_slowly));
    }
    shared(python::none())
}

/// `queue(number, has_room, fd, is_read)`: a queue of the program's as it is told, which it keeps.
pub unsafe extern "C" fn told(_: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    // SAFETY: CPython hands over so many.
    let args = unsafe { core::slice::from_raw_parts(args, count as usize) };
    make(args).map_or(null_mut(), Own::give)
}

fn make(args: &[Raw]) -> Option<Own> {
    let &[number, has_room, fd, is_read] = args else { return Some(Own::also(python::none())) };
    let (number, fd) = (python::word(number)?, python::word(fd)?);
    // SAFETY: a type of ours, whose objects are this large.
    let made = Own::new(unsafe { PyType_GenericAlloc(TYPES.told.get(), 0) })?;
    // SAFETY: a new object of that type, all zero but for its head.
    unsafe {
        let told = made.raw().cast::<Told>();
        (*told).object = number as u32;
        (*told).fd = fd as c_int;
        (*told).has_room = has_room == python::yes();
        (*told).is_read = shared(is_read);
    }
    Some(made)
}

unsafe extern "C" fn forget_told(own: Raw) {
    // SAFETY: an object of our type that nobody has any more, and all that it owns.
    unsafe { python::end(own, [(*own.cast::<Told>()).is_read]) }
}

/// `number(told)`: the number of a queue.
pub unsafe extern "C" fn number(_: Raw, own: Raw) -> Raw {
    let number = Told::of(own).map_or(0, |told| told.object);
    python::number(i64::from(number)).map_or(null_mut(), Own::give)
}

impl Told {
    fn of<'a>(own: Raw) -> Option<&'a Told> {
        // SAFETY: of our type; its queue keeps it, and is kept by whoever calls its method.
        (python::type_of(own) == TYPES.told.get()).then(|| unsafe { &*own.cast::<Told>() })
    }

    /// Of a queue of the program's that is open; nothing where Python has to look.
    fn of_open<'a>(queue: Raw) -> Option<(&'a Told, Own)> {
        let own = attribute(queue, NAMES.forklore.get())?;
        let told = Told::of(own.raw())?;
        let closed = attribute(queue, NAMES.closed.get())?;
        (closed.raw() == python::no()).then_some((told, own))
    }

    /// Whether something is there for whoever has the lock and is about to read. Others only put in.
    fn has_item(&self) -> bool {
        if !ARENA.is_only_reader(self.object) || self.waiting.get() == 0 {
            self.waiting.set(waiting(self.fd));
        }
        self.waiting.get() > 0
    }

    /// Whether nobody reads it now.
    fn is_free(&self) -> bool {
        python::call(self.is_read).is_some_and(|answer| answer.raw() == python::no())
    }
}

/// Bytes that wait in a pipe to be read; 0 also where that cannot be said.
fn waiting(fd: c_int) -> usize {
    unsafe extern "C" {
        fn ioctl(fd: c_int, request: c_long, ...) -> c_int;
    }
    const FIONREAD: c_long = 0x541B;
    let mut bytes: c_int = 0;
    // SAFETY: a place of ours; the call does not wait (ioctl_tty(2)).
    if unsafe { ioctl(fd, FIONREAD, &raw mut bytes) } == 0 { bytes as usize } else { 0 }
}

const POLLIN: i16 = 1;
const POLLOUT: i16 = 4;

/// Whether this could be done at once.
fn is_ready(fd: c_int, wanted: i16) -> bool {
    #[repr(C)]
    struct Look {
        fd: c_int,
        wanted: i16,
        seen: i16,
    }
    unsafe extern "C" {
        fn poll(looks: *mut Look, count: usize, milliseconds: c_int) -> c_int;
    }
    let mut look = Look { fd, wanted, seen: 0 };
    // SAFETY: a place of ours; the call does not wait (poll(2)).
    unsafe { poll(&raw mut look, 1, 0) == 1 }
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

fn silent() -> Raw {
    shared(NAMES.silent.get())
}

/// `Queue.put`: `put(self, obj, block, timeout)`. None where it is told already, or not at all.
pub unsafe extern "C" fn put(_: Raw, args: *const Raw, count: isize, named: Raw) -> Raw {
    // SAFETY: CPython hands over so many, those with names too.
    let all = unsafe { core::slice::from_raw_parts(args, count as usize + names(named)) };
    if LINES.of_caller_of_caller().is_none_or(|line| all.len() == 4 && puts(line, all[0], all[1]).is_some()) {
        forgive();
        return shared(python::none());
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
    let (told, _own) = Told::of_open(queue)?;
    if !told.has_room || !ARENA.is_free() || ARENA.slot() == 0 {
        return None;
    }
    shown(value, |value| tell(&Record::at_once(NAMES.words.get().put, told.object, line).valued(value)))
}

/// `Queue.get`: `get(self, block, timeout)`.
pub unsafe extern "C" fn get(_: Raw, args: *const Raw, count: isize, named: Raw) -> Raw {
    // SAFETY: CPython hands over so many, those with names too.
    let all = unsafe { core::slice::from_raw_parts(args, count as usize + names(named)) };
    let Some(line) = LINES.of_caller_of_caller() else {
        let told = all.first().and_then(|queue| attribute(*queue, NAMES.forklore.get()));
        if let Some(told) = told.as_ref().and_then(|told| Told::of(told.raw())) {
            ARENA.is_read_unseen(told.object);
        }
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
    let (told, own) = Told::of_open(queue)?;
    if !ARENA.is_free() || ARENA.slot() == 0 || !told.is_free() {
        return None;
    }
    // SAFETY: a type of ours, whose objects are this large.
    let found = Own::new(unsafe { PyType_GenericAlloc(TYPES.found.get(), 0) })?;
    // SAFETY: a new object of that type, all zero but for its head.
    unsafe {
        let found = found.raw().cast::<Found>();
        (*found).line = line;
        (*found).queue = shared(queue);
        (*found).told = own.give();
    }
    Some(found.give())
}

unsafe extern "C" fn forget_found(own: Raw) {
    let found = Found::of(own);
    // SAFETY: an object of our type that nobody has any more, and all that it owns.
    unsafe { python::end(own, [found.queue, found.told, found.step.get()]) }
}

impl Found {
    fn of<'a>(own: Raw) -> &'a Found {
        // SAFETY: a method of our type, called on an object of it.
        unsafe { &*own.cast::<Found>() }
    }

    fn step(&self) -> Option<Raw> {
        Some(self.step.get()).filter(|step| !step.is_null())
    }

    /// From now on told in Python.
    fn slowly(&self) -> Option<Raw> {
        if self.step.get().is_null() {
            let line = python::number(i64::from(self.line))?;
            let is_told = if self.waits.get() { python::yes() } else { python::no() };
            let step = python::call_with_three(NAMES.get_slowly.get(), [self.queue, line.raw(), is_told])?;
            self.step.set(step.give());
        }
        self.step()
    }

    fn told<'a>(&self) -> &'a Told {
        // SAFETY: of our type, as it was put there; we keep it.
        unsafe { &*self.told.cast::<Told>() }
    }

    /// One of its steps.
    fn says(&self, phase: u32) -> Record {
        Record::step(NAMES.words.get().get, phase, self.told().object, self.line)
    }

    /// Tells that there is nothing to get yet.
    fn waits(&self) {
        let words = NAMES.words.get();
        tell(&self.says(words.begin).bare());
        tell(&self.says(words.wait).lacks("item"));
        self.waits.set(true);
    }
}

/// Passes on what a step's own method has said of a value, and the value where it has failed.
fn through(step: Raw, method: Raw, value: Raw) -> Raw {
    let answer = attribute(step, method).and_then(|method| call_with(method.raw(), value));
    answer.map_or_else(null_mut, Own::give)
}

unsafe extern "C" fn looks(own: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    let (found, value) = (Found::of(own), only(args, count));
    let told = found.told();
    if told.has_item() {
        return shared(value);
    }
    if !is_ready(told.fd, POLLIN) {
        found.waits();
        return shared(value);
    }
    // Nobody will ever write there: Python says what comes of it.
    match found.slowly() {
        Some(step) => through(step, NAMES.looks.get(), value),
        None => null_mut(),
    }
}

unsafe extern "C" fn received(own: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    let (found, data) = (Found::of(own), only(args, count));
    if let Some(step) = found.step() {
        return through(step, NAMES.received.get(), data);
    }
    let (size, told) = (python::size(data), found.told());
    forgive();
    found.size.set(size.unwrap_or(0) as u64);
    told.waiting.set(size.map_or(0, |size| told.waiting.get().saturating_sub(size + HEADER)));
    shared(data)
}

unsafe extern "C" fn result(own: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    let (found, value) = (Found::of(own), only(args, count));
    if let Some(step) = found.step() {
        return through(step, NAMES.result.get(), value);
    }
    let (size, words) = (found.size.get(), NAMES.words.get());
    let record = match found.waits.get() {
        true => found.says(words.end),
        false => Record::at_once(words.get, found.told().object, found.line),
    };
    shown(value, |value| tell(&record.sized(size, value)));
    forgive();
    shared(value)
}

unsafe extern "C" fn fail(own: Raw, _: *const Raw, _: isize, _: Raw) -> Raw {
    // Who knows how much of an item was read.
    Found::of(own).told().waiting.set(0);
    match Found::of(own).slowly().and_then(|step| call_method(step, NAMES.fail.get())) {
        Some(answer) => answer.give(),
        None => null_mut(),
    }
}

/// `feed(slow, fd, number, capacity, page)`: what a feeder does, before the same in Python.
pub unsafe extern "C" fn feed(_: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    // SAFETY: CPython hands over so many.
    let args = unsafe { core::slice::from_raw_parts(args, count as usize) };
    feeds(args).map_or(null_mut(), Own::give)
}

fn feeds(args: &[Raw]) -> Option<Own> {
    let &[slow, fd, number, capacity, page] = args else { return Some(Own::also(python::none())) };
    let (fd, number) = (python::word(fd)?, python::word(number)?);
    let (capacity, page) = (python::word(capacity)?, python::word(page)?.max(1));
    // SAFETY: a type of ours, whose objects are this large.
    let made = Own::new(unsafe { PyType_GenericAlloc(TYPES.feed.get(), 0) })?;
    // SAFETY: a new object of that type, all zero but for its head.
    unsafe {
        let feed = made.raw().cast::<Feed>();
        (*feed).object = number as u32;
        (*feed).fd = fd as c_int;
        (*feed).capacity = capacity as usize;
        (*feed).page = page as usize;
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
        let size = size.saturating_add(HEADER);
        self.largest.set(self.largest.get().max(size));
        if size > PIPE_BUF {
            return false;
        }
        if self.room.get() < size && ARENA.is_only_writer(self.object) {
            self.room.set(self.surely_goes_in());
        }
        if self.room.get() < size || !ARENA.is_only_writer(self.object) {
            self.room.set(0);
            return is_ready(self.fd, POLLOUT);
        }
        self.room.set(self.room.get() - size);
        true
    }

    /// Bytes that go in however they stand there: what does not fit into the last buffer begins another, so each but
    /// the first and the last lacks less than a message (pipe_write in fs/pipe.c). Others only take out.
    fn surely_goes_in(&self) -> usize {
        let buffers = (self.capacity / self.page).saturating_sub(2);
        (buffers * self.page.saturating_sub(self.largest.get())).saturating_sub(waiting(self.fd))
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
        let told = shown(feed.item.get(), |value| tell(&record.sized(size as u64, value)));
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
