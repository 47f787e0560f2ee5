//! Locks of multiprocessing: what is free is taken and told, and what is given back, between two steps of the
//! interpreter, so that no interrupt comes between. Everything else is left to the probe's `locks.py`.

use core::cell::Cell;
use core::ffi::{CStr, c_void};
use core::ptr::null_mut;

use crate::arena::ARENA;
use crate::line::LINES;
use crate::names::NAMES;
use crate::python::{
    self, END, Method, Named, Object, Own, PyCFunction_NewEx, PyDescr_NewMethod, PyMem_Malloc, PyType_FromSpec,
    PyType_GenericAlloc, Raw, Slot, TP_DEALLOC, TypeSpec, attribute, call, call_with, forgive, shared,
};
use crate::record::Record;

/// How deep `with` blocks of one lock can stand in each other and know their lines, before 3.10.
const DEEP: usize = 16;

/// A lock of the program's: what is told of it, and how it is taken.
#[repr(C)]
pub struct Told {
    head: Object,
    /// Its number in the arena.
    thing: u32,
    is_recursive: bool,
    semlock: Raw,
    /// The C methods of its semaphore.
    take: Raw,
    give: Raw,
    is_mine: Raw,
    /// What stands in their place where it is not as simple.
    slow_take: Raw,
    slow_give: Raw,
    /// What the slow ones tell from.
    records: Raw,
    /// Of every `with` that holds it: by whom, and on which line.
    withs: Cell<[(u32, u32); DEEP]>,
    depth: Cell<usize>,
}

struct Types {
    told: Cell<Raw>,
    take: Cell<*const Method>,
    give: Cell<*const Method>,
}

// SAFETY: touched with the GIL only.
unsafe impl Sync for Types {}

static TYPES: Types = Types { told: Cell::new(null_mut()), take: Cell::new(null_mut()), give: Cell::new(null_mut()) };
static SLOTS: [Slot; 2] = [Slot { what: TP_DEALLOC, how: forget as *const c_void }, END];
static ENTER: Method = Method::bare(c"__enter__", enter).with_text(c"__enter__($self, /)\n--\n\n");
static LEAVE: Method = Method::of_any(c"__exit__", leave).with_text(c"__exit__($self, /, *args)\n--\n\n");

/// Makes the type of [`Told`]; in a message it has the name of what it stands before.
pub fn prepare() -> bool {
    let spec = TypeSpec {
        name: c"_multiprocessing.SemLock".as_ptr(),
        basic_size: size_of::<Told>() as i32,
        item_size: 0,
        flags: 0,
        slots: SLOTS.as_ptr(),
    };
    // SAFETY: a spec whose texts and functions are never freed.
    TYPES.told.set(unsafe { PyType_FromSpec(&spec) });
    !TYPES.told.get().is_null()
}

/// `told(number, semlock, records, slow_acquire, slow_release, is_recursive, doc, doc)`: the lock as it is told, and
/// its two methods. The texts are those of the real methods.
pub unsafe extern "C" fn told(_: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    // SAFETY: CPython hands over so many.
    let args = unsafe { core::slice::from_raw_parts(args, count as usize) };
    make(args).unwrap_or(null_mut())
}

fn make(args: &[Raw]) -> Option<Raw> {
    let &[number, semlock, records, slow_take, slow_give, is_recursive, take_text, give_text] = args else {
        return Some(shared(python::none()));
    };
    let thing = u32::try_from(python::word(number)?).ok()?;
    let methods = [NAMES.acquire.get(), NAMES.release.get(), NAMES.is_mine.get()];
    let [take, give, is_mine] = methods.map(|name| attribute(semlock, name));
    let (take, give, is_mine) = (take?, give?, is_mine?);
    method(&TYPES.take, c"acquire", acquire, take_text)?;
    method(&TYPES.give, c"release", release, give_text)?;
    // SAFETY: a type of ours, whose objects are this large.
    let lock = Own::new(unsafe { PyType_GenericAlloc(TYPES.told.get(), 0) })?;
    // SAFETY: a new object of that type, all zero but for its head; every field is written once.
    unsafe {
        let told = lock.raw().cast::<Told>();
        (*told).thing = thing;
        (*told).is_recursive = is_recursive == python::yes();
        (*told).semlock = shared(semlock);
        (*told).take = take.give();
        (*told).give = give.give();
        (*told).is_mine = is_mine.give();
        (*told).slow_take = shared(slow_take);
        (*told).slow_give = shared(slow_give);
        (*told).records = shared(records);
    }
    let bound = |method: &Cell<*const Method>| {
        // SAFETY: a method that is never freed; the function owns the lock too.
        Own::new(unsafe { PyCFunction_NewEx(method.get(), lock.raw(), null_mut()) })
    };
    Some(python::three(&lock, &bound(&TYPES.take)?, &bound(&TYPES.give)?))
}

/// A method with the text of the real one, made once.
fn method(place: &Cell<*const Method>, name: &'static CStr, function: Named, text: Raw) -> Option<()> {
    if place.get().is_null() {
        let text = python::bytes_of(text)?;
        // SAFETY: memory of ours that is never freed, with room for the text and its end, and for one method.
        unsafe {
            let doc = PyMem_Malloc(text.len() + 1).cast::<u8>();
            let method = PyMem_Malloc(size_of::<Method>()).cast::<Method>();
            if doc.is_null() || method.is_null() {
                return None;
            }
            core::ptr::copy_nonoverlapping(text.as_ptr(), doc, text.len());
            doc.add(text.len()).write(0);
            method.write(Method::of_named(name, function).with_doc(doc.cast()));
            place.set(method);
        }
    }
    Some(())
}

unsafe extern "C" fn forget(own: Raw) {
    // SAFETY: an object of our type that nobody has any more, and all that it owns.
    unsafe {
        let told = &*own.cast::<Told>();
        let owned = [told.semlock, told.take, told.give, told.is_mine, told.slow_take, told.slow_give, told.records];
        python::end(own, owned);
    }
}

/// `quicken(SemLock, hooks, knows_its_line)`: `__enter__` and `__exit__` of the class are ours from now on; those that
/// stood there are asked where it is not simple.
pub unsafe extern "C" fn quicken(_: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    // SAFETY: CPython hands over so many.
    let args = unsafe { core::slice::from_raw_parts(args, count as usize) };
    replace(args).map_or(null_mut(), |()| shared(python::none()))
}

fn replace(args: &[Raw]) -> Option<()> {
    let &[class, hooks, knows_its_line] = args else { return Some(()) };
    NAMES.hooks.set(shared(hooks));
    NAMES.knows_its_line.set(knows_its_line == python::yes());
    for (method, slow, name) in [(&ENTER, &NAMES.enter, c"__enter__"), (&LEAVE, &NAMES.leave, c"__exit__")] {
        let name = python::interned(name);
        slow.set(attribute(class, name)?.give());
        // SAFETY: a class, and a method that is never freed.
        let ours = Own::new(unsafe { PyDescr_NewMethod(class, method) })?;
        python::set_attribute(class, name, ours.raw()).then_some(())?;
    }
    // So that one of the library's own is asked for it in vain without an exception.
    python::set_attribute(class, NAMES.forklore.get(), python::none()).then_some(())
}

/// What is told of a lock; nothing for one of the library's own.
fn told_of<'a>(lock: Raw) -> Option<&'a Told> {
    let found = attribute(lock, NAMES.forklore.get())?;
    (python::type_of(found.raw()) == TYPES.told.get()).then(|| {
        // SAFETY: of our type; the lock keeps it, and is kept by whoever calls its method.
        unsafe { &*found.raw().cast::<Told>() }
    })
}

/// `with lock:` begins.
unsafe extern "C" fn enter(lock: Raw, _: Raw) -> Raw {
    let is_taken = match told_of(lock) {
        Some(told) => match LINES.of_caller() {
            Some(line) => told.takes(line, true),
            None => told.is_free(),
        },
        None => is_quietly_taken(lock),
    };
    if is_taken {
        return shared(python::yes());
    }
    forgive();
    call_with(NAMES.enter.get(), lock).map_or(null_mut(), Own::give)
}

/// Takes one of the library's own, if it is free.
fn is_quietly_taken(lock: Raw) -> bool {
    forgive();
    let Some(semlock) = attribute(lock, NAMES.semlock.get()) else { return false };
    let Some(take) = attribute(semlock.raw(), NAMES.acquire.get()) else { return false };
    call_with(take.raw(), python::no()).is_some_and(|got| got.raw() == python::yes())
}

/// `with lock:` ends.
unsafe extern "C" fn leave(lock: Raw, args: Raw) -> Raw {
    let is_given = match told_of(lock) {
        Some(told) => told.is_given_at(LINES.of_caller(), true),
        None => is_quietly_given(lock),
    };
    match is_given {
        Given::Yes => shared(python::none()),
        Given::Untold => slowly_given(lock, args),
        Given::Refused => refused(lock, args),
    }
}

fn is_quietly_given(lock: Raw) -> Given {
    forgive();
    let give = attribute(lock, NAMES.semlock.get()).and_then(|semlock| attribute(semlock.raw(), NAMES.release.get()));
    give.and_then(|give| call(give.raw())).map_or(Given::Refused, |_| Given::Yes)
}

enum Given {
    Yes,
    /// Nothing was done yet.
    Untold,
    /// It was told, and could not be.
    Refused,
}

/// What the class has stood there for this: it tells, and gives back.
fn slowly_given(lock: Raw, args: Raw) -> Raw {
    forgive();
    let mut all = [lock, python::none(), python::none(), python::none()];
    for (place, one) in all[1..].iter_mut().zip(python::items(args)) {
        *place = one;
    }
    python::call_with_four(NAMES.leave.get(), all).map_or(null_mut(), Own::give)
}

/// The library's own words for why it is not given back, from its own line.
fn refused(lock: Raw, args: Raw) -> Raw {
    forgive();
    let hooks = NAMES.hooks.get();
    python::set_attribute(hooks, NAMES.is_told.get(), python::yes());
    let answer = slowly_given(lock, args);
    let error = python::Aside::take();
    python::set_attribute(hooks, NAMES.is_told.get(), python::no());
    error.put_back();
    answer
}

/// `lock.acquire()`.
unsafe extern "C" fn acquire(own: Raw, args: Raw, named: Raw) -> Raw {
    // SAFETY: the function was made for an object of our type.
    let told = unsafe { &*own.cast::<Told>() };
    let Some(line) = LINES.of_caller() else {
        forgive();
        return python::call_as_called(told.take, args, named);
    };
    if named.is_null() && python::count(args) == 0 && told.takes(line, false) {
        return shared(python::yes());
    }
    forgive();
    python::call_as_called(told.slow_take, args, named)
}

/// `lock.release()`.
unsafe extern "C" fn release(own: Raw, args: Raw, named: Raw) -> Raw {
    // SAFETY: the function was made for an object of our type.
    let told = unsafe { &*own.cast::<Told>() };
    let line = LINES.of_caller();
    forgive();
    if line.is_none() || !named.is_null() || python::count(args) != 0 {
        return python::call_as_called(if line.is_none() { told.give } else { told.slow_give }, args, named);
    }
    match told.is_given_at(line, false) {
        Given::Yes => shared(python::none()),
        Given::Untold => {
            forgive();
            python::call_as_called(told.slow_give, args, named)
        }
        // It says so itself.
        Given::Refused => null_mut(),
    }
}

impl Told {
    /// Takes it if it is free, and tells so; whether it did both.
    fn takes(&self, line: u32, is_with: bool) -> bool {
        if ARENA.slot() == 0 || !ARENA.is_free() || !self.is_free() {
            return false;
        }
        let words = NAMES.words.get();
        if !ARENA.say(Record::at_once(words.acquire, self.thing, line).bare().bytes()) {
            call(self.give);
            return false;
        }
        if is_with && !NAMES.knows_its_line.get() {
            self.begins(ARENA.slot() as u32, line);
        }
        true
    }

    /// Whether it was free; it is ours now.
    fn is_free(&self) -> bool {
        forgive();
        call_with(self.take, python::no()).is_some_and(|got| got.raw() == python::yes())
    }

    /// Tells that it is given back, then gives it back.
    fn is_given_at(&self, line: Option<u32>, is_with: bool) -> Given {
        forgive();
        if let Some(line) = line {
            if !ARENA.is_free() || self.is_recursive && !self.is_mine() {
                return Given::Untold;
            }
            let slot = ARENA.slot() as u32;
            let line = if is_with && !NAMES.knows_its_line.get() { self.line_of_with(slot, line) } else { line };
            if !ARENA.say(Record::event(NAMES.words.get().release, self.thing, line).bare().bytes()) {
                if is_with && !NAMES.knows_its_line.get() {
                    self.begins(slot, line);
                }
                return Given::Untold;
            }
        }
        call(self.give).map_or(Given::Refused, |_| Given::Yes)
    }

    fn is_mine(&self) -> bool {
        call(self.is_mine).is_some_and(|answer| answer.raw() == python::yes())
    }

    /// A `with` takes it, on this line.
    fn begins(&self, slot: u32, line: u32) {
        let (mut withs, mut depth) = (self.withs.get(), self.depth.get());
        if depth == DEEP {
            withs.copy_within(1.., 0);
            depth -= 1;
        }
        withs[depth] = (slot, line);
        self.withs.set(withs);
        self.depth.set(depth + 1);
    }

    /// The line of the `with` that ends, which is told at its end too.
    fn line_of_with(&self, slot: u32, line: u32) -> u32 {
        let (mut withs, depth) = (self.withs.get(), self.depth.get());
        let Some(place) = withs[..depth].iter().rposition(|(whose, _)| *whose == slot) else { return line };
        let found = withs[place].1;
        withs.copy_within(place + 1..depth, place);
        self.withs.set(withs);
        self.depth.set(depth - 1);
        found
    }
}

/// `with_begins(told, slot, line)`, for a `with` that had to wait.
pub unsafe extern "C" fn with_begins(_: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    // SAFETY: CPython hands over so many.
    if let &[own, slot, line] = unsafe { core::slice::from_raw_parts(args, count as usize) }
        && python::type_of(own) == TYPES.told.get()
        && let (Some(slot), Some(line)) = (python::integer(slot), python::integer(line))
    {
        // SAFETY: of our type.
        unsafe { &*own.cast::<Told>() }.begins(slot as u32, line as u32);
    }
    shared(python::none())
}

/// `with_line(told, slot, line)`, for one that is given back slowly.
pub unsafe extern "C" fn with_line(_: Raw, args: *const Raw, count: isize, _: Raw) -> Raw {
    // SAFETY: CPython hands over so many.
    if let &[own, slot, line] = unsafe { core::slice::from_raw_parts(args, count as usize) }
        && python::type_of(own) == TYPES.told.get()
        && let (Some(slot), Some(line)) = (python::integer(slot), python::integer(line))
    {
        // SAFETY: of our type.
        let line = unsafe { &*own.cast::<Told>() }.line_of_with(slot as u32, line as u32);
        return python::number(i64::from(line)).map_or(null_mut(), Own::give);
    }
    shared(python::none())
}

/// `records(told)`: what the slow ones tell from.
pub unsafe extern "C" fn records(_: Raw, own: Raw) -> Raw {
    if python::type_of(own) != TYPES.told.get() {
        return shared(own);
    }
    // SAFETY: of our type.
    shared(unsafe { (*own.cast::<Told>()).records })
}
