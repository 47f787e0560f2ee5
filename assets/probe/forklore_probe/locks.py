"""Locks of multiprocessing: semaphores of the system, reached through C methods that are put on each instance.

An interrupt that comes between the acquiring and our telling must leave nobody with a lock that nobody knows of: it is
given back before the interrupt goes on.
"""

import sys
from _weakref import ref

from . import arena, emitter, ledger
from .caller import line_of
from .graft import Around, Function
from .guard import guarded
from .hook import whoever
from .me import voice
from .record import at_once, bare, event, kind, number
from .step import SILENT, Done, Step, hurries, milliseconds, note, once, passes, wrong
from .wrapper import alike, unseen

ACQUIRE, RELEASE = kind("lock.acquire"), kind("lock.release")

# The line of the `with` that holds a lock: its end is told there too. From 3.10 on it stands there.
_withs = {}
_KNOWS_ITS_LINE = sys.version_info >= (3, 10)


def with_begins(lock, line):
    """A `with` takes a lock, on this line."""
    _withs.setdefault((id(lock), voice().slot), []).append(line)


def with_line(lock, line):
    """The line of the `with` that ends: its end is told there too."""
    key = id(lock), voice().slot
    lines = _withs.get(key)
    if not lines:
        return line
    line = lines.pop()
    if not lines:
        del _withs[key]
    return line


def _begins(lock, line):
    told = lock._forklore
    if type(told) is _Records:
        with_begins(lock, line)
    else:
        emitter.real.with_begins(told, voice().slot, line)


def _ends(lock, line):
    if _KNOWS_ITS_LINE:
        return line
    told = lock._forklore
    return with_line(lock, line) if type(told) is _Records else emitter.real.with_line(told, voice().slot, line)


def _records(lock):
    told = lock._forklore
    return told if type(told) is _Records else emitter.real.records(told)


class _Acquire(Step):
    def __init__(self, lock, line, fields=()):
        super().__init__(ACQUIRE, number_of(lock), line, fields=fields)
        self.semlock = lock._semlock
        self.had = self.semlock._count()

    def arrives(self, blocks):
        self.begin()
        self.needs(lambda: "release" if blocks and is_taken(self.semlock) else None)

    @passes
    def result(self, got):
        self.end() if got is not False else self.outcome("timeout")

    def fail(self):
        if self.semlock._count() > self.had:
            self.semlock.release()
        super().fail()


def is_taken(semlock):
    """Whether to acquire it now would be to wait."""
    return semlock._is_zero() and not (semlock.kind == 0 and semlock._is_mine())


def number_of(lock):
    """The number of a lock; 0 for one of the library's own."""
    entry = ledger.find(lock)
    if entry is None and lock._semlock.name:
        found = arena.object_with(ledger.key_of_name(lock._semlock.name))
        if found:
            give_voice(lock, found[0])
            return found[0]
    return entry[0] if entry else 0


class _Taken(Done):
    """A `with` whose lock was free, and has been taken and told."""

    def __init__(self, semlock):
        self.semlock = semlock

    def fail(self):
        """An interrupt came before the program had it."""
        _gives_back(self.semlock)


def _is_simple(semlock):
    """Whether the lock is taken as it mostly is: freely, and by somebody who does not have it."""
    return hurries() and not semlock._count()


def _gives_back(semlock):
    if semlock._count():
        semlock.release()


class _Records(dict):
    """What is told of a lock, by line: that it was free and has been taken, and that it is given back."""

    def __init__(self, thing, semlock):
        self.thing, self.taken = thing, _Taken(semlock)

    def __missing__(self, line):
        both = bare(at_once(ACQUIRE, self.thing, line)), bare(event(RELEASE, self.thing, line))
        self[line] = both
        return both


def give_voice(lock, thing):
    """From now on the program's steps with this lock are told. One of the library's own never comes here, and costs nothing."""
    ledger.enter(lock, thing)
    records, semlock = _Records(thing, lock._semlock), lock._semlock
    ours = records, _acquire_of(lock), _release_of(lock)
    if emitter.real is not None:
        texts = _text_of(semlock.acquire), _text_of(semlock.release)
        ours = emitter.real.told(thing, semlock, *ours, semlock.kind == 0, *texts)
    lock._forklore, lock.acquire, lock.release = ours


def _text_of(real):
    """What a C method says of itself, as it stands in C."""
    about = (real.__doc__ or "").encode()
    signature = real.__text_signature__
    return about if signature is None else ("%s%s\n--\n\n" % (real.__name__, signature)).encode() + about


def quicken(synchronize):
    """The module is there: `with` goes through the emitter."""
    if emitter.real is not None:
        hooks = synchronize.__forklore__
        hooks.is_told = False
        emitter.real.quicken(synchronize.SemLock, hooks, _KNOWS_ITS_LINE)


def _takes(semlock, record):
    """Takes a lock that is free, and tells it in one record; whether it did. Whoever asks gives it back if something fails."""
    if not semlock.acquire(False):
        return False
    voice().say(record)
    return True


def _acquires(lock, line, block=True, timeout=None):
    if not number_of(lock):
        return SILENT
    seconds = timeout if block else 0
    fields = () if seconds is None else (number("seconds", max(0.0, float(seconds))),)
    step = _Acquire(lock, line, fields)
    step.timeout = 0 if seconds is None else milliseconds(seconds)
    step.arrives(block)
    return step


def _arrives(lock, line, args, named):
    if len(args) + len(named) > 2 or not set(named) <= {"block", "timeout"}:
        # The library refuses.
        return SILENT
    try:
        return _acquires(lock, line, *args, **named)
    except Exception as error:
        wrong(_arrives, error)
        return SILENT


def _gives(lock, line, told):
    try:
        thing = number_of(lock)
        if thing and _may_release(lock._semlock):
            told.append(line)
            if hurries():
                voice().say(_records(lock)[line][1])
            else:
                once(RELEASE, thing, line)
    except Exception as error:
        wrong(_gives, error)


def _may_release(semlock):
    """Whether the library will let it be released: what is refused is not told."""
    return semlock.kind != 0 or semlock._is_mine()


@whoever
def methods(line, self):
    """`SemLock._make_methods`: the two C methods of the instance, told where the program calls them."""
    return _Methods(self)


class _Methods:
    def __init__(self, lock):
        self.lock = lock

    def fail(self):
        """It raised."""

    @passes
    def result(self, _):
        """The methods are there: ours around them, if it is a lock of the program's that came by another way than fork."""
        number_of(self.lock)


# The methods do not keep their lock alive: the C methods did not either.


def _acquire_of(lock):
    real, whose = lock._semlock.acquire, ref(lock)

    def acquire(*args, **named):
        line = line_of(sys._getframe(1))
        lock = whose()
        if line is None or lock is None:
            return real(*args, **named)
        if not args and not named and _is_simple(lock._semlock):
            try:
                if _takes(lock._semlock, _records(lock)[line][0]):
                    return True
            except BaseException as error:
                _gives_back(lock._semlock)
                unseen(error)
                raise
        step = _arrives(lock, line, args, named)
        try:
            if step is not SILENT and step.timed_out:
                return step.result(False)
            return step.result(real(*args, **named))
        except BaseException as error:
            step.fail()
            unseen(error)
            raise

    return alike(acquire, real)


def _is_released(found):
    """The same, where it is given back by `release()`."""
    gone, lock = found.get("gone"), found["whose"]()
    if not gone and lock is not None:
        if gone is not None:
            gone.append(None)
        _is_given({"self": lock, "told": found.get("told")})


def _release_of(lock):
    real, give, whose = lock._semlock.release, lock._semlock.__exit__, ref(lock)

    @guarded(_is_released)
    def release():
        gone, told = [], []
        try:
            line = line_of(sys._getframe(1))
            lock = whose()
            if line is not None and lock is not None:
                _gives(lock, line, told)
            gone.extend(map(give, (None,), (None,), (None,)))
        except BaseException as error:
            gone.append(None)
            unseen(error)
            raise

    return alike(release, real)


def enter(self):
    """`with lock:` begins."""
    line = line_of(sys._getframe(2))
    if line is None:
        return SILENT
    told = _records(self)
    simple = _is_simple(self._semlock)
    try:
        step = told.taken if simple and _takes(self._semlock, told[line][0]) else _acquires(self, line)
        if not _KNOWS_ITS_LINE:
            _begins(self, line)
        return step
    except BaseException as error:
        if simple:
            _gives_back(self._semlock)
        if not isinstance(error, Exception):
            raise
        wrong(enter, error)
        return SILENT


def _is_given(found):
    """An interrupt came before it was given back: it is."""
    lock = found["self"]
    try:
        if lock._semlock._is_mine():
            lock._semlock.release()
    except ValueError:
        return
    thing = number_of(lock)
    if thing and not found.get("told"):
        note(RELEASE, thing)


@guarded(_is_given)
def leave(self, args):
    """`with lock:` ends."""
    told = []
    line = line_of(sys._getframe(2))
    if line is not None:
        _gives(self, _ends(self, line), told)
    return SILENT


HOOKS = {"methods": methods, "enter": enter, "leave": leave}
# One of the library's own.
_QUIET = "'_forklore' not in self.__dict__"
if emitter.real is not None:
    # Or has told it already.
    _QUIET += " or __forklore__.is_told"
FUNCTIONS = {
    "SemLock._make_methods": Function("methods"),
    "SemLock.__enter__": Function("enter", {"self._semlock.__enter__": Around(unless="has")}, _QUIET),
    "SemLock.__exit__": Function("leave", None, _QUIET),
}
