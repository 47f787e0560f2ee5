"""Locks of the threads of one process: `threading.Lock` and `RLock`.

Their methods are C functions of types that cannot be changed, so the program, and nobody else, gets locks of types of
ours that are as like theirs as can be. What takes and what gives runs as one step of C that leaves its answer in a list:
no interrupt comes between the lock and the list (see guard.py).
"""

import _thread
import sys

from . import caller, copies, gate
from .caller import line_of
from .graft import Module
from .guard import guarded
from .handlers import watch_interrupts
from .hook import Hooks, by_program
from .locks import ACQUIRE, RELEASE, with_begins, with_line
from .record import kind, number
from .step import SILENT, Step, milliseconds, note, once, passes, wrong
from .wrapper import CODES, alike, unseen

CREATE = kind("lock.create")
_LOCK, _RLOCK = _thread.LockType, _thread.RLock
# From 3.13 on `threading.Lock` is a type; before that it is a function.
_is_type = sys.version_info >= (3, 13)
_allocate = _LOCK if _is_type else _thread.allocate_lock


class _Acquire(Step):
    def __init__(self, thing, line, seconds):
        fields = () if seconds is None else (number("seconds", float(seconds)),)
        super().__init__(ACQUIRE, thing, line, fields=fields)
        self.timeout = 0 if seconds is None else milliseconds(seconds)

    def must_wait(self, value=None):
        """It is not to be had at once. In a gated run that was known before."""
        if not gate.is_on:
            self.waits("release")

    @passes
    def result(self, got):
        self.end() if got else self.outcome("timeout")

    def undone(self):
        """It was taken, and an interrupt has given it back."""
        if self.open:
            self.outcome(type(sys.exc_info()[1]).__name__)
        else:
            note(RELEASE, self.object, self.line)


def is_free(lock):
    """Whether this thread could take a lock right now; asking changes nothing."""
    if type(lock) is not RLock:
        return not lock._real.locked()
    return lock._real._is_owned() or depth(lock) == 0


def depth(lock):
    """How often its owner has taken a reentrant lock."""
    return int(_RLOCK.__repr__(lock).split("count=")[1].split(" ")[0])


def is_ours(lock):
    """Whether it is a lock of the program's."""
    return type(lock) in (Lock, RLock)


def _asked(args, named):
    """Whether an `acquire` blocks, and for how many seconds at most; None if C has something to say about it."""
    if len(args) + len(named) > 2 or not set(named) <= {"blocking", "timeout"}:
        return None
    given = dict(zip(("blocking", "timeout"), args), **named)
    blocks, seconds = given.get("blocking", True), given.get("timeout", -1)
    if len(given) < len(args) + len(named) or type(blocks) not in (bool, int) or type(seconds) not in (int, float):
        return None
    if seconds == -1:
        return blocks, None if blocks else 0
    return (blocks, seconds) if blocks and 0 <= seconds <= _thread.TIMEOUT_MAX else None


def _arrives(lock, frame, blocks, seconds):
    try:
        line = line_of(frame)
        thing = copies.number_of(lock, line) if line is not None else 0
        if not thing:
            return SILENT
        step = _Acquire(thing, line, seconds)
        step.begin()
        if gate.is_on:
            step.needs(lambda: "release" if blocks and not is_free(lock) else None)
        return step
    except Exception as error:
        wrong(_arrives, error)
        return SILENT


def _gives(lock, frame, told, ends_with=False):
    try:
        line = line_of(frame)
        thing = copies.number_of(lock, line) if line is not None else 0
        real = lock._real
        if thing and (real._is_owned() if type(lock) is RLock else real.locked()):
            line = with_line(lock, line) if ends_with else line
            told.append(line)
            once(RELEASE, thing, line)
    except Exception as error:
        wrong(_gives, error)


def _taken(found):
    """An interrupt came while it was taken: it is not."""
    got = found.get("got")
    if got and got[0]:
        got.clear()
        found["self"]._real.release()
        if found["step"] is not SILENT:
            found["step"].undone()


def _given(found):
    """An interrupt came while it was to be given back: it is."""
    lock, gone = found["self"], found.get("gone")
    if gone:
        return
    if gone is not None:
        gone.append(None)
    try:
        lock._real.release()
    except RuntimeError:
        return
    thing = copies.number_of(lock)
    if thing and not found.get("told"):
        note(RELEASE, thing)


@guarded(_taken)
def acquire(self, *args, **named):
    got, step = [], SILENT
    try:
        asked = _asked(args, named)
        if asked is None:
            got.append(self._real.acquire(*args, **named))
            return got[0]
        blocks, seconds = asked
        step = _arrives(self, sys._getframe(1), blocks, seconds)
        if step is not SILENT and step.timed_out:
            return step.result(False)
        got.extend(map(self._real.acquire, (False,)))
        if blocks and not got[0]:
            got.clear()
            step.must_wait()
            got.extend(map(self._real.acquire, (True,), (-1 if seconds is None else seconds,)))
        return step.result(got[0])
    except BaseException as error:
        step.fail()
        unseen(error)
        raise


@guarded(_taken)
def enter(self, *args, **named):
    got, step = [], SILENT
    try:
        frame = sys._getframe(1)
        step = _arrives(self, frame, True, None)
        if step is not SILENT:
            with_begins(self, step.line)
        got.extend(map(self._real.acquire, (False,)))
        if not got[0]:
            got.clear()
            step.must_wait()
            got.extend(map(self._real.acquire, (True,)))
        return step.result(got[0])
    except BaseException as error:
        step.fail()
        unseen(error)
        raise


@guarded(_given)
def release(self, *args, **named):
    gone, told = [], []
    try:
        if args or named:
            gone.append(None)
            return self._real.release(*args, **named)
        _gives(self, sys._getframe(1), told)
        gone.extend(map(self._real.__exit__, (None,), (None,), (None,)))
    except BaseException as error:
        gone.append(None)
        unseen(error)
        raise


@guarded(_given)
def leave(self, *args):
    gone, told = [], []
    try:
        _gives(self, sys._getframe(1), told, True)
        gone.extend(map(self._real.__exit__, (None,), (None,), (None,)))
    except BaseException as error:
        gone.append(None)
        unseen(error)
        raise


def _repr(self):
    text = _RLOCK.__repr__(self) if type(self) is RLock else repr(self._real)
    text = text.replace(" RLock object", " _thread.RLock object")
    return text.replace("0x%x" % id(getattr(self, "_real", self)), "0x%x" % id(self))


def _reduce_ex(self, protocol):
    try:
        # It refuses, and in its own words.
        return (_RLOCK() if type(self) is RLock else self._real).__reduce_ex__(protocol)
    except BaseException as error:
        unseen(error)
        raise


def _other(self, name):
    try:
        return getattr(self._real, name)
    except BaseException as error:
        unseen(error)
        raise


class _Type(type):
    """The type of our locks' type: it makes, knows and refuses what the real one does."""

    def __new__(meta, name, bases, space):
        if bases:
            raise TypeError("type '_thread.lock' is not an acceptable base type")
        return super().__new__(meta, name, bases, space)

    def __call__(cls, *args, **named):
        try:
            real = _LOCK(*args, **named)
        except BaseException as error:
            unseen(error)
            raise
        return _for_program(real, sys._getframe(1))

    def __instancecheck__(cls, thing):
        return isinstance(thing, _LOCK)

    def __subclasscheck__(cls, other):
        return other is cls or issubclass(other, _LOCK)

    @property
    def __signature__(cls):
        return _signature()

    @property
    def __text_signature__(cls):
        return _LOCK.__text_signature__


def _methods(real):
    pairs = (("acquire", acquire), ("release", release), ("__enter__", enter), ("__exit__", leave))
    own = {name: _copy(function, getattr(real, name)) for name, function in pairs}
    own.update(__repr__=_copy(_repr, real.__repr__), __reduce_ex__=_copy(_reduce_ex, object.__reduce_ex__))
    own.update(__module__="_thread", __qualname__=real.__name__, __doc__=real.__doc__)
    return own


def _copy(function, real):
    """A function of its own for each type, with the name and text of that type's."""
    made = type(function)(function.__code__, function.__globals__, None, function.__defaults__, function.__closure__)
    return alike(made, real)


def _refuses(self, *named):
    """Nothing of a lock can be changed; the real one says so."""
    try:
        setattr(self._real, *named) if len(named) == 2 else delattr(self._real, *named)
    except BaseException as error:
        unseen(error)
        raise


def _lock_type():
    own = _methods(_LOCK)
    own.update(__slots__=("_real", "__weakref__"), __getattr__=_other, __class__=property(lambda self: _LOCK))
    own.update(__setattr__=_refuses, __delattr__=_refuses)
    own.update(__dir__=lambda self: dir(self._real), acquire_lock=own["acquire"], release_lock=own["release"])
    return _Type("lock", (), own)


def _rlock_type():
    own = _methods(_RLOCK)
    own.update(__slots__=(), _real=property(lambda self: super(RLock, self)))
    return type("RLock", (_RLOCK,), own)


REAL_RLOCK = _RLOCK
Lock, RLock = _lock_type(), _rlock_type()
_put_into = Lock.__dict__["_real"].__set__
_Type.__name__, _Type.__qualname__, _Type.__module__ = "type", "type", "builtins"
CODES.update((_Type.__call__.__code__, _other.__code__, _refuses.__code__))


def _for_program(real, frame):
    """The lock that the program gets for a new one of its own; the library keeps the real one."""
    line = line_of(frame)
    if line is None:
        return real
    try:
        lock = object.__new__(Lock)
        _put_into(lock, real)
        tell(lock, "Lock", caller.wish(frame), line)
        return lock
    except Exception as error:
        wrong(_for_program, error)
        return real


def tell(lock, class_, wish, line):
    """There is a new lock."""
    watch_interrupts()
    return copies.made(lock, class_, wish, CREATE, line, lambda: ("1", ()))


def by_name(_):
    """How `threading.Lock` is sent to another process, which has one of its own: a manager's registry holds it."""
    return eval, ("__import__('threading').Lock",)


def send_types_by_name():
    """The same where it is a type."""
    import copyreg

    copyreg.dispatch_table[_Type] = by_name


def _signature():
    """What the real one says of its arguments, or why it says nothing."""
    return sys.modules["inspect"].signature(_allocate)


class _Function:
    """`threading.Lock` where it is a function: one that does not become a method of the class it stands in."""

    def __init__(self, real):
        alike(self, real, False)

    def __call__(self, *args, **named):
        try:
            real = _allocate(*args, **named)
        except BaseException as error:
            unseen(error)
            raise
        return _for_program(real, sys._getframe(1))

    def __repr__(self):
        return repr(_allocate)

    @property
    def __signature__(self):
        return _signature()

    def __reduce__(self):
        return by_name(self)


CODES.add(_Function.__call__.__code__)


class _New:
    """A reentrant lock is being made."""

    def __init__(self, line, wish):
        self.line, self.wish = line, wish

    def result(self, real=None):
        """The real one is there: ours takes its place."""
        try:
            if type(real) is not _RLOCK:
                return real
            lock = RLock()
            tell(lock, "RLock", self.wish, self.line)
            return lock
        except Exception as error:
            wrong(rlock, error)
            return real

    def fail(self):
        """It was not made."""


@by_program
def rlock(line, **_):
    """`RLock()`."""
    return _New(line, caller.wish(caller.frame(2)))


def install(threading):
    """The module is there: its `Lock` is ours."""
    threading.Lock = Lock if _is_type else _Function(_allocate)


def teach(reduction):
    """Where the library pickles `threading.Lock` itself, ours goes by the real one's name: what a manager is made of is
    sent to a process that is started anew."""
    reduction.ForkingPickler.register(_Type if _is_type else _Function, _by_name)


def _by_name(_):
    return eval, ("__import__('threading').Lock",)


REDUCTION = Module(Hooks(), {}, complete=teach)
