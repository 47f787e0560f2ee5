//! Python: the few functions and structures of CPython's stable ABI that the emitter needs, declared by hand.
//!
//! Everything here has been the same since CPython 3.8 (docs.python.org/3/c-api/stable.html), on builds with the GIL.
//! Three are older than their place in the stable ABI: `PyObject_GetBuffer` (3.11), `PyUnicode_AsUTF8AndSize` (3.10)
//! and METH_FASTCALL (3.10). Two are not in it, and used where an interpreter has them: see [`Newer`].

use core::cell::Cell;
use core::ffi::{CStr, c_char, c_int, c_long, c_uint, c_void};
use core::ptr::{NonNull, null_mut};

/// How every object begins.
#[repr(C)]
pub struct Object {
    refs: isize,
    kind: *mut Object,
}

/// An object as CPython hands it over: null where an exception is set.
pub type Raw = *mut Object;

/// A function of one argument, or of a tuple of them.
pub type Plain = unsafe extern "C" fn(Raw, Raw) -> Raw;
/// A function of a tuple and a dictionary.
pub type Named = unsafe extern "C" fn(Raw, Raw, Raw) -> Raw;
/// A function of arguments that stand side by side; the names of the last ones are in a tuple.
pub type Fast = unsafe extern "C" fn(Raw, *const Raw, isize, Raw) -> Raw;

/// `PyMethodDef`.
#[repr(C)]
pub struct Method {
    name: *const c_char,
    function: *const c_void,
    flags: c_int,
    doc: *const c_char,
}

// SAFETY: only CPython reads it, under the GIL, and what it points to is never freed.
unsafe impl Sync for Method {}

const VARARGS: c_int = 1;
const KEYWORDS: c_int = 2;
const NOARGS: c_int = 4;
const O: c_int = 8;
const FASTCALL: c_int = 0x80;

impl Method {
    /// The end of a table.
    pub const END: Method = Method::new(null_mut(), null_mut(), 0, null_mut());

    /// A method whose names live as long as the process.
    pub const fn new(name: *const c_char, function: *const c_void, flags: c_int, doc: *const c_char) -> Method {
        Method { name, function, flags, doc }
    }

    /// Without arguments.
    pub const fn bare(name: &'static core::ffi::CStr, function: Plain) -> Method {
        Method::new(name.as_ptr(), function as *const c_void, NOARGS, null_mut())
    }

    /// Of one argument.
    pub const fn of_one(name: &'static core::ffi::CStr, function: Plain) -> Method {
        Method::new(name.as_ptr(), function as *const c_void, O, null_mut())
    }

    /// Of any number of arguments without names.
    pub const fn of_any(name: &'static core::ffi::CStr, function: Plain) -> Method {
        Method::new(name.as_ptr(), function as *const c_void, VARARGS, null_mut())
    }

    /// Of any arguments, as a tuple and a dictionary.
    pub fn of_named(name: &'static core::ffi::CStr, function: Named) -> Method {
        Method::new(name.as_ptr(), function as *const c_void, VARARGS | KEYWORDS, null_mut())
    }

    /// Of any arguments, side by side.
    pub const fn of_fast(name: &'static core::ffi::CStr, function: Fast) -> Method {
        Method::new(name.as_ptr(), function as *const c_void, FASTCALL | KEYWORDS, null_mut())
    }

    /// The same with a text.
    pub const fn with_text(mut self, text: &'static core::ffi::CStr) -> Method {
        self.doc = text.as_ptr();
        self
    }

    /// The same with a text, which is never freed.
    pub fn with_doc(self, doc: *const c_char) -> Method {
        Method { doc, ..self }
    }
}

/// `PyModuleDef`.
#[repr(C)]
pub struct ModuleDef {
    pub head: Object,
    pub init: *const c_void,
    pub index: isize,
    pub copy: Raw,
    pub name: *const c_char,
    pub doc: *const c_char,
    pub size: isize,
    pub methods: *const Method,
    pub slots: *const Slot,
    pub rest: [*const c_void; 3],
}

impl Object {
    /// Of an object that CPython fills in.
    pub const EMPTY: Object = Object { refs: 1, kind: null_mut() };
}

/// `PyModuleDef_Slot` and `PyType_Slot`.
#[repr(C)]
pub struct Slot {
    pub what: c_int,
    pub how: *const c_void,
}

// SAFETY: only CPython reads it, under the GIL, and what it points to is never freed.
unsafe impl Sync for Slot {}

pub const END: Slot = Slot { what: 0, how: null_mut() };
pub const TP_DEALLOC: c_int = 52;
pub const TP_METHODS: c_int = 64;

/// `PyType_Spec`.
#[repr(C)]
pub struct TypeSpec {
    pub name: *const c_char,
    pub basic_size: c_int,
    pub item_size: c_int,
    pub flags: c_uint,
    pub slots: *const Slot,
}

/// `Py_buffer`.
#[repr(C)]
pub struct Buffer {
    pub at: *mut c_void,
    pub object: Raw,
    pub len: isize,
    pub rest: [*mut c_void; 8],
}

unsafe extern "C" {
    static mut _Py_NoneStruct: Object;
    static mut _Py_TrueStruct: Object;
    static mut _Py_FalseStruct: Object;
    static mut PyLong_Type: Object;
    static mut PyUnicode_Type: Object;
    static mut PyBytes_Type: Object;
    static mut PyFloat_Type: Object;
    static mut PyBool_Type: Object;
    static mut PyTuple_Type: Object;
    static mut PyList_Type: Object;

    fn Py_IncRef(object: Raw);
    fn Py_DecRef(object: Raw);
    pub fn PyModuleDef_Init(def: *mut ModuleDef) -> Raw;
    pub fn PyType_FromSpec(spec: *const TypeSpec) -> Raw;
    pub fn PyType_GenericAlloc(kind: Raw, items: isize) -> Raw;
    pub fn PyObject_Free(memory: *mut c_void);
    pub fn PyMem_Malloc(size: usize) -> *mut c_void;
    pub fn PyMem_Calloc(count: usize, size: usize) -> *mut c_void;
    pub fn PyCFunction_NewEx(method: *const Method, own: Raw, module: Raw) -> Raw;
    pub fn PyDescr_NewMethod(kind: Raw, method: *const Method) -> Raw;
    fn PyEval_GetFrame() -> Raw;
    fn PyErr_Clear();
    fn PyErr_Fetch(kind: *mut Raw, value: *mut Raw, traceback: *mut Raw);
    fn PyErr_Restore(kind: Raw, value: Raw, traceback: Raw);
    fn PyObject_GetAttr(object: Raw, name: Raw) -> Raw;
    fn PyObject_SetAttr(object: Raw, name: Raw, value: Raw) -> c_int;
    fn PyObject_Call(callable: Raw, args: Raw, named: Raw) -> Raw;
    fn PyObject_CallFunctionObjArgs(callable: Raw, ...) -> Raw;
    fn PyObject_Repr(object: Raw) -> Raw;
    fn PyObject_Size(object: Raw) -> isize;
    fn PyObject_GetBuffer(object: Raw, buffer: *mut Buffer, flags: c_int) -> c_int;
    fn PyObject_GetItem(object: Raw, key: Raw) -> Raw;
    fn PyLong_AsLongLong(object: Raw) -> i64;
    fn PyLong_AsLongLongAndOverflow(object: Raw, overflow: *mut c_int) -> i64;
    fn PyLong_FromLong(number: c_long) -> Raw;
    fn PyUnicode_InternFromString(text: *const c_char) -> Raw;
    fn PyUnicode_AsUTF8AndSize(text: Raw, size: *mut isize) -> *const u8;
    fn PyUnicode_GetLength(text: Raw) -> isize;
    fn PyBytes_FromStringAndSize(bytes: *const u8, size: isize) -> Raw;
    fn PyBytes_AsStringAndSize(object: Raw, bytes: *mut *const u8, size: *mut isize) -> c_int;
    fn PyTuple_Size(tuple: Raw) -> isize;
    fn PyTuple_GetItem(tuple: Raw, at: isize) -> Raw;
    fn PyTuple_Pack(size: isize, ...) -> Raw;
    fn PyList_Size(list: Raw) -> isize;
    fn PyList_GetItem(list: Raw, at: isize) -> Raw;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
    pub fn PyThread_tss_alloc() -> *mut c_void;
    pub fn PyThread_tss_create(key: *mut c_void) -> c_int;
    pub fn PyThread_tss_get(key: *mut c_void) -> *mut c_void;
    pub fn PyThread_tss_set(key: *mut c_void, value: *mut c_void) -> c_int;
}

/// An object that is ours to let go.
pub struct Own(NonNull<Object>);

impl Own {
    /// What CPython made for us; nothing where it set an exception.
    pub fn new(raw: Raw) -> Option<Own> {
        NonNull::new(raw).map(Own)
    }

    /// One more owner of what is there.
    pub fn also(raw: Raw) -> Own {
        Own(NonNull::new(shared(raw)).expect("an object that is there"))
    }

    pub fn raw(&self) -> Raw {
        self.0.as_ptr()
    }

    /// Hands it over.
    pub fn give(self) -> Raw {
        let raw = self.raw();
        core::mem::forget(self);
        raw
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        // SAFETY: we hold the GIL in every function of ours, and own it once.
        unsafe { Py_DecRef(self.raw()) }
    }
}

// Every function below needs the GIL, which whoever calls into an extension has; none keeps what it borrows.

/// The same object with one more owner.
pub fn shared(raw: Raw) -> Raw {
    // SAFETY: a live object, or null, which the function lets pass.
    unsafe { Py_IncRef(raw) };
    raw
}

/// Lets go what another function of ours has kept.
pub fn let_go(raw: Raw) {
    // SAFETY: whoever kept it owned it; null passes.
    unsafe { Py_DecRef(raw) }
}

/// Ends an object of a type of ours: what it owns is let go, then itself, then its type.
///
/// # Safety
/// Nobody has it any more, and it owns just these.
pub unsafe fn end<const N: usize>(own: Raw, owned: [Raw; N]) {
    let kind = type_of(own);
    owned.into_iter().for_each(let_go);
    // SAFETY: the caller's word.
    unsafe { PyObject_Free(own.cast()) };
    let_go(kind);
}

/// `None`, borrowed.
pub fn none() -> Raw {
    &raw mut _Py_NoneStruct
}

/// `True`, borrowed.
pub fn yes() -> Raw {
    &raw mut _Py_TrueStruct
}

/// `False`, borrowed.
pub fn no() -> Raw {
    &raw mut _Py_FalseStruct
}

/// What an object is, as far as we look.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Int,
    Text,
    Bytes,
    Plain,
    Tuple,
    List,
    Other,
}

/// The exact type.
pub fn kind_of(raw: Raw) -> Kind {
    let is = |kind: *mut Object| type_of(raw) == kind;
    match () {
        () if is(&raw mut PyLong_Type) => Kind::Int,
        () if is(&raw mut PyUnicode_Type) => Kind::Text,
        () if is(&raw mut PyTuple_Type) => Kind::Tuple,
        () if is(&raw mut PyList_Type) => Kind::List,
        () if is(&raw mut PyBytes_Type) => Kind::Bytes,
        () if is(&raw mut PyFloat_Type) || is(&raw mut PyBool_Type) || raw == none() => Kind::Plain,
        () => Kind::Other,
    }
}

/// The type, borrowed.
pub fn type_of(raw: Raw) -> Raw {
    // SAFETY: a live object begins with its count and its type.
    unsafe { (*raw).kind }
}

/// Forgets the exception that is set, if one is.
pub fn forgive() {
    // SAFETY: with the GIL.
    unsafe { PyErr_Clear() }
}

/// The exception that is set, taken aside while something else is done.
pub struct Aside([Raw; 3]);

impl Aside {
    pub fn take() -> Aside {
        let mut three = [null_mut(); 3];
        let [kind, value, traceback] = &mut three;
        // SAFETY: three places of ours, which own what is put there.
        unsafe { PyErr_Fetch(kind, value, traceback) };
        Aside(three)
    }

    pub fn put_back(self) {
        let [kind, value, traceback] = self.0;
        // SAFETY: what was fetched, once.
        unsafe { PyErr_Restore(kind, value, traceback) }
    }
}

/// What newer interpreters have, and tells in a step what else takes an attribute: `PyFrame_GetCode` (3.9) and
/// `PyFrame_GetLasti` (3.11, Include/cpython/pyframe.h).
pub struct Newer {
    code: Cell<Option<unsafe extern "C" fn(Raw) -> Raw>>,
    instruction: Cell<Option<unsafe extern "C" fn(Raw) -> c_int>>,
}

// SAFETY: touched with the GIL only.
unsafe impl Sync for Newer {}

pub static NEWER: Newer = Newer { code: Cell::new(None), instruction: Cell::new(None) };

impl Newer {
    /// Looks for them among what the process has loaded.
    pub fn look(&self) {
        let found = |name: &CStr| {
            // SAFETY: a text with its end; no library in particular is asked (dlsym(3), RTLD_DEFAULT).
            unsafe { dlsym(null_mut(), name.as_ptr()) }
        };
        // SAFETY: null, or a function that has been of this shape since it is there.
        unsafe {
            self.code.set(core::mem::transmute::<*mut c_void, Option<_>>(found(c"PyFrame_GetCode")));
            self.instruction.set(core::mem::transmute::<*mut c_void, Option<_>>(found(c"PyFrame_GetLasti")));
        }
    }

    /// The code of a frame.
    pub fn code(&self, frame: &Own, name: Raw) -> Option<Own> {
        match self.code.get() {
            // SAFETY: a live frame.
            Some(code) => Own::new(unsafe { code(frame.raw()) }),
            None => attribute(frame.raw(), name),
        }
    }

    /// The instruction that a frame stands at, in bytes.
    pub fn instruction(&self, frame: &Own, name: Raw) -> Option<i64> {
        match self.instruction.get() {
            // SAFETY: a live frame.
            Some(instruction) => Some(i64::from(unsafe { instruction(frame.raw()) })),
            None => integer(attribute(frame.raw(), name)?.raw()),
        }
    }
}

/// The frame that calls us; a function in C has none of its own.
pub fn frame() -> Option<Own> {
    // SAFETY: with the GIL; borrowed, or null.
    let frame = unsafe { PyEval_GetFrame() };
    (!frame.is_null()).then(|| Own::also(frame))
}

/// An attribute; an exception is set where there is none.
pub fn attribute(of: Raw, name: Raw) -> Option<Own> {
    // SAFETY: two live objects.
    Own::new(unsafe { PyObject_GetAttr(of, name) })
}

pub fn set_attribute(of: Raw, name: Raw, value: Raw) -> bool {
    // SAFETY: three live objects.
    unsafe { PyObject_SetAttr(of, name, value) == 0 }
}

/// `of[key]`.
pub fn item(of: Raw, key: Raw) -> Option<Own> {
    // SAFETY: two live objects.
    Own::new(unsafe { PyObject_GetItem(of, key) })
}

/// A call without arguments.
pub fn call(callable: Raw) -> Option<Own> {
    // SAFETY: live objects, ended by a null.
    Own::new(unsafe { PyObject_CallFunctionObjArgs(callable, null_mut::<Object>()) })
}

/// A call with one argument.
pub fn call_with(callable: Raw, one: Raw) -> Option<Own> {
    // SAFETY: live objects, ended by a null.
    Own::new(unsafe { PyObject_CallFunctionObjArgs(callable, one, null_mut::<Object>()) })
}

/// A call with three.
pub fn call_with_three(callable: Raw, all: [Raw; 3]) -> Option<Own> {
    let [one, two, three] = all;
    // SAFETY: live objects, ended by a null.
    Own::new(unsafe { PyObject_CallFunctionObjArgs(callable, one, two, three, null_mut::<Object>()) })
}

/// A call with four.
pub fn call_with_four(callable: Raw, all: [Raw; 4]) -> Option<Own> {
    let [one, two, three, four] = all;
    // SAFETY: live objects, ended by a null.
    Own::new(unsafe { PyObject_CallFunctionObjArgs(callable, one, two, three, four, null_mut::<Object>()) })
}

/// A call with a tuple, and a dictionary or null.
pub fn call_as_called(callable: Raw, args: Raw, named: Raw) -> Raw {
    // SAFETY: what CPython handed over to us, handed on.
    unsafe { PyObject_Call(callable, args, named) }
}

/// A method without arguments.
pub fn call_method(of: Raw, name: Raw) -> Option<Own> {
    call(attribute(of, name)?.raw())
}

pub fn repr(object: Raw) -> Option<Own> {
    // SAFETY: a live object.
    Own::new(unsafe { PyObject_Repr(object) })
}

/// `len()`; nothing where it has none, with an exception.
pub fn size(object: Raw) -> Option<usize> {
    // SAFETY: a live object.
    usize::try_from(unsafe { PyObject_Size(object) }).ok()
}

/// A whole number; nothing where it is none, or a large one, and no exception then.
pub fn integer(object: Raw) -> Option<i64> {
    let mut overflow = 0;
    // SAFETY: an exact int was given.
    let number = (kind_of(object) == Kind::Int).then(|| unsafe { PyLong_AsLongLongAndOverflow(object, &mut overflow) });
    number.filter(|_| overflow == 0)
}

/// A number as a word of 64 bits, with an exception where it is none.
pub fn word(object: Raw) -> Option<u64> {
    // SAFETY: a live object.
    let number = unsafe { PyLong_AsLongLong(object) };
    u64::try_from(number).ok()
}

pub fn number(of: i64) -> Option<Own> {
    // SAFETY: with the GIL.
    Own::new(unsafe { PyLong_FromLong(of) })
}

/// A name that is looked up often; never let go.
pub fn interned(name: &'static core::ffi::CStr) -> Raw {
    // SAFETY: a text with its end.
    unsafe { PyUnicode_InternFromString(name.as_ptr()) }
}

/// How many characters a text has.
pub fn characters(text: Raw) -> usize {
    // SAFETY: an exact str was given.
    usize::try_from(unsafe { PyUnicode_GetLength(text) }).unwrap_or(usize::MAX)
}

/// The bytes of a text, as long as it lives.
pub fn utf8(text: &Own) -> Option<&[u8]> {
    let mut size = 0;
    // SAFETY: a live object; the bytes stand in it or beside it until it goes.
    let at = unsafe { PyUnicode_AsUTF8AndSize(text.raw(), &mut size) };
    // SAFETY: so many bytes stand there.
    (!at.is_null()).then(|| unsafe { core::slice::from_raw_parts(at, size as usize) })
}

pub fn bytes(from: &[u8]) -> Option<Own> {
    // SAFETY: so many bytes stand there, and they are copied.
    Own::new(unsafe { PyBytes_FromStringAndSize(from.as_ptr(), from.len() as isize) })
}

/// What stands in a bytes object, as long as it lives; an exception where it is none.
pub fn bytes_of<'a>(object: Raw) -> Option<&'a [u8]> {
    let (mut at, mut size) = (core::ptr::null(), 0);
    // SAFETY: a live object, and two places of ours.
    let found = unsafe { PyBytes_AsStringAndSize(object, &mut at, &mut size) } == 0;
    // SAFETY: so many bytes stand there; whoever calls keeps the object.
    found.then(|| unsafe { core::slice::from_raw_parts(at, size as usize) })
}

/// The items of a tuple or a list, borrowed.
pub fn items(of: Raw) -> impl Iterator<Item = Raw> {
    let is_tuple = kind_of(of) == Kind::Tuple;
    // SAFETY: an exact tuple or list was given.
    let size = unsafe { if is_tuple { PyTuple_Size(of) } else { PyList_Size(of) } };
    // SAFETY: so many stand there, and nothing of the program's runs meanwhile.
    (0..size).map(move |at| unsafe { if is_tuple { PyTuple_GetItem(of, at) } else { PyList_GetItem(of, at) } })
}

/// How many items a tuple has.
pub fn count(tuple: Raw) -> isize {
    // SAFETY: CPython hands arguments over in a tuple.
    unsafe { PyTuple_Size(tuple) }
}

/// A tuple of three.
pub fn three(one: &Own, two: &Own, three: &Own) -> Raw {
    // SAFETY: as many live objects as were said; the tuple owns them too.
    unsafe { PyTuple_Pack(3, one.raw(), two.raw(), three.raw()) }
}

/// The memory of a writable buffer, which is never given back: it lives as long as the process.
pub fn memory(of: Raw) -> Option<(*mut u8, usize)> {
    const WRITABLE: c_int = 1;
    let mut buffer = Buffer { at: null_mut(), object: null_mut(), len: 0, rest: [null_mut(); 8] };
    // SAFETY: a live object, and a structure of ours that is never released.
    let got = unsafe { PyObject_GetBuffer(of, &mut buffer, WRITABLE) } == 0;
    got.then_some((buffer.at.cast(), buffer.len as usize))
}
