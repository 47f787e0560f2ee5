"""Locks of multiprocessing: semaphores of the system, reached through C methods that are put on each instance.

An interrupt that comes between the acquiring and our telling must leave nobody with a lock that nobody knows of: it is
given back before the interrupt goes on.
"""

import sys
from _weakref import ref

from . import arena, ledger, me
from .caller import line_of
from .graft import Function
from .hook import by_program, whoever
from .record import kind, number
from .step import SILENT, Step, milliseconds, once, passes, wrong
from .wrapper import alike, unseen

ACQUIRE, RELEASE = kind("lock.acquire"), kind("lock.release")

_withs = {}


def with_begins(lock, line):
    """A `with` takes a lock, on this line."""
    _withs.setdefault((id(lock), me.voice().slot), []).append(line)


def with_line(lock, line):
    """The line of the `with` that ends: its end is told there too."""
    lines = _withs.get((id(lock), me.voice().slot))
    return lines.pop() if lines else line


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
            entry = found[0], None
            ledger.enter(lock, *entry)
    return entry[0] if entry else 0


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
    try:
        return _acquires(lock, line, *args, **named)
    except Exception as error:
        wrong(_arrives, error)
        return SILENT


def _gives(lock, line):
    try:
        thing = number_of(lock)
        if thing and _may_release(lock._semlock):
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

    def result(self, value=None):
        """The methods are there: ours around them."""
        lock = self.lock
        lock.acquire, lock.release = _acquire_of(lock), _release_of(lock)
        return value


# The methods do not keep their lock alive: the C methods did not either.


def _acquire_of(lock):
    real, whose = lock._semlock.acquire, ref(lock)

    def acquire(*args, **named):
        line = line_of(sys._getframe(1))
        lock = whose()
        if line is None or lock is None:
            return real(*args, **named)
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


def _release_of(lock):
    real, whose = lock._semlock.release, ref(lock)

    def release():
        line = line_of(sys._getframe(1))
        lock = whose()
        if line is not None and lock is not None:
            _gives(lock, line)
        try:
            return real()
        except BaseException as error:
            unseen(error)
            raise

    return alike(release, real)


@by_program
def enter(line, self):
    """`with lock:` begins."""
    step = _acquires(self, line)
    with_begins(self, line)
    return step


@by_program
def leave(line, self, args):
    """`with lock:` ends."""
    _gives(self, with_line(self, line))


HOOKS = {"methods": methods, "enter": enter, "leave": leave}
FUNCTIONS = {
    "SemLock._make_methods": Function("methods"),
    "SemLock.__enter__": Function("enter"),
    "SemLock.__exit__": Function("leave"),
}
