"""Contexts: where the program makes what it shares, and what it calls it (Lib/multiprocessing/context.py)."""

import sys

from . import arena, caller, ledger, me
from .graft import Function, Module
from .hook import Hooks, by_program
from .layout import CLASS
from .locks import give_voice
from .record import integer, kind, null, pair, text
from .shown import short
from .step import once, passes
from .system import capacity

QUEUE, PIPE, LOCK, VALUE = kind("queue.create"), kind("pipe.create"), kind("lock.create"), kind("value.create")
MEETING = kind("sync.create")
# Places of an array that are shown one by one.
MOST = 64


def named(class_, wish, key=0, link=0):
    """A number for a new object of this actor."""
    name = me.own.names.thing(me.name(), wish, class_)
    return arena.christen(CLASS[class_], name, key, link)


def _wish():
    """What the program calls what it makes."""
    names = caller.targets(sys._getframe(2))
    return names[0] if len(names) == 1 else None


class _Made:
    def __init__(self, line):
        self.line = line

    def fail(self):
        """It was not made."""


class _Lock(_Made):
    def __init__(self, line, class_, wish, value):
        super().__init__(line)
        self.class_, self.wish, self.value = class_, wish, value

    @passes
    def result(self, lock):
        enter_lock(lock, self.class_, self.wish, self.line, self.value)


def enter_lock(lock, class_, wish, line, value=1, owner=None):
    """A new lock of the program's, whose methods somebody may have for its own."""
    name = lock._semlock.name
    thing = named(class_, wish, ledger.key_of_name(name) if name else 0)
    give_voice(lock, thing)
    if hasattr(owner, "acquire"):
        owner.acquire, owner.release = lock.acquire, lock.release
    once(LOCK, thing, line, str(value))


def _lock(class_):
    @by_program
    def lock(line, self):
        """`Lock()`, `RLock()`."""
        return _Lock(line, class_, _wish(), 1)

    return lock


@by_program
def semaphore(line, self, value):
    """`Semaphore(n)`, `BoundedSemaphore(n)`."""
    return _Lock(line, "Semaphore", _wish(), value)


class _Queue(_Made):
    def __init__(self, line, class_, wish, maxsize):
        super().__init__(line)
        self.class_, self.wish, self.maxsize = class_, wish, maxsize

    @passes
    def result(self, queue):
        reader, writer = queue._reader, queue._writer
        thing = named(self.class_, self.wish)
        for end, writes in ((reader, False), (writer, True)):
            # The link leads whoever got the queue by pickling to its number.
            arena.christen(CLASS["Object"], "", ledger.key_of_end(end._handle, writes), thing)
            ledger.enter(end, thing)
        ledger.enter(queue, thing)
        holds = capacity(reader._handle)
        holds = null("capacity") if holds is None else integer("capacity", holds)
        once(QUEUE, thing, self.line, fields=(integer("maxsize", max(0, self.maxsize)), holds))


def _queue(class_):
    @by_program
    def queue(line, self, maxsize=0):
        """`Queue(maxsize)`."""
        return _Queue(line, class_, _wish(), maxsize)

    return queue


class _Pipe(_Made):
    def __init__(self, line, duplex, names):
        super().__init__(line)
        self.duplex, self.names = duplex, names

    @passes
    def result(self, ends):
        wish = self.names[0] if len(self.names) == 1 else None
        names = self.names if len(self.names) == 2 else [(wish or "end") + "[0]", (wish or "end") + "[1]"]
        thing = named("Pipe", wish)
        for end, name, writes in zip(ends, names, (False, True)):
            arena.christen(CLASS["Object"], name, ledger.key_of_end(end._handle, writes), thing)
            ledger.enter(end, thing, name)
        holds = None if self.duplex else capacity(ends[0]._handle)
        holds = null("capacity") if holds is None else integer("capacity", holds)
        via = text("via", "socketpair" if self.duplex else "pipe")
        once(PIPE, thing, self.line, fields=(pair("ends", *names), via, holds))


@by_program
def pipe(line, self, duplex):
    """`Pipe(duplex)`."""
    return _Pipe(line, duplex, caller.targets(sys._getframe(1)))


class _Meeting(_Made):
    def __init__(self, line, class_, wish, value=None):
        super().__init__(line)
        self.class_, self.wish, self.value = class_, wish, value

    @passes
    def result(self, thing):
        name = me.own.names.thing(me.name(), self.wish, self.class_)
        lock = getattr(thing, "_lock", None)
        if lock is not None and ledger.find(lock) is None and hasattr(lock, "_semlock"):
            enter_lock(lock, type(lock).__name__, name + "_lock", self.line, owner=thing)
        number = arena.christen(CLASS[self.class_], name)
        ledger.enter(thing, number)
        once(MEETING, number, self.line, self.value)


def _meeting(class_):
    @by_program
    def meeting(line, self, parties=None, **_):
        """`Event()`, `Condition()`, `Barrier(n)`."""
        return _Meeting(line, class_, _wish(), None if parties is None else str(parties))

    return meeting


class _Value(_Made):
    def __init__(self, line, class_, wish, arguments):
        super().__init__(line)
        self.class_, self.wish, self.arguments = class_, wish, arguments

    @passes
    def result(self, value):
        lock = getattr(value, "_lock", None)
        if lock is None:
            return
        name = me.own.names.thing(me.name(), self.wish, self.class_)
        if ledger.find(lock) is None and hasattr(lock, "_semlock"):
            enter_lock(lock, type(lock).__name__, name + "_lock", self.line, owner=value)
        if self.class_ == "Array" and len(value) <= MOST:
            places = [arena.christen(CLASS["Array"], "%s[%d]" % (name, place)) for place in range(len(value))]
            ledger.enter(value, 0, places)
            for thing, first in zip(places, list(value._obj)):
                once(VALUE, thing, self.line, short(first))
            return
        thing = arena.christen(CLASS[self.class_], name)
        ledger.enter(value, thing)
        first = value._obj.value if hasattr(value._obj, "value") else list(value._obj)
        once(VALUE, thing, self.line, short(first))


@by_program
def value(line, self, **given):
    """`Value(type, number)`."""
    return _Value(line, "Value", _wish(), given)


@by_program
def array(line, self, **given):
    """`Array(type, numbers)`."""
    return _Value(line, "Array", _wish(), given)


HOOKS = Hooks(
    Lock=_lock("Lock"),
    RLock=_lock("RLock"),
    Semaphore=semaphore,
    Queue=_queue("Queue"),
    JoinableQueue=_queue("JoinableQueue"),
    SimpleQueue=_queue("SimpleQueue"),
    Pipe=pipe,
    Value=value,
    Array=array,
    Event=_meeting("Event"),
    Condition=_meeting("Condition"),
    Barrier=_meeting("Barrier"),
)
MODULE = Module(
    HOOKS,
    {
        "BaseContext.%s" % made: Function(hook)
        for made, hook in {
            "Lock": "Lock",
            "RLock": "RLock",
            "Semaphore": "Semaphore",
            "BoundedSemaphore": "Semaphore",
            "Queue": "Queue",
            "JoinableQueue": "JoinableQueue",
            "SimpleQueue": "SimpleQueue",
            "Pipe": "Pipe",
            "Value": "Value",
            "Array": "Array",
            "Event": "Event",
            "Condition": "Condition",
            "Barrier": "Barrier",
        }.items()
    },
)
