"""Queues: `put` fills a buffer of this process, the feeder writes it to the pipe, `get` reads the pipe."""

import mmap
import sys

from _multiprocessing import SemLock

from . import arena, emitter, gate, ledger, me
from .caller import line_of
from .hook import Hooks, by_program, whoever
from .graft import TIME, Around, Function, Module
from .record import at_once, event, kind, number, sized, valued
from .shown import short
from .step import SILENT, Question, Step, arrive, hurries, milliseconds, once, passes, until, wrong
from .system import Room, capacity, fill, lacks_data, room_for

PUT, FED, GET = kind("queue.put"), kind("queue.fed"), kind("queue.get")
CREATE, EMPTY, CLOSE = kind("queue.create"), kind("queue.empty"), kind("queue.close")
TASK_DONE, JOIN = kind("queue.task_done"), kind("queue.join")


def object_of(queue):
    """The number of a queue; 0 for one of the library's own."""
    try:
        told = queue._forklore
    except AttributeError:
        return _found(queue)
    return told if type(told) is int else emitter.real.number(told)


def _found(queue):
    entry = ledger.find(queue)
    if entry is None:
        entry = ledger.find_end(queue._reader)
        if entry is None:
            return 0
        ledger.enter(queue, entry[0])
        ledger.enter(queue._writer, *entry)
    queue._forklore = entry[0]
    if entry[0]:
        queue._reader._forklore = queue._writer._forklore = False
        if emitter.real is not None and hasattr(queue, "_maxsize"):
            has_room, is_read = queue._maxsize == SemLock.SEM_VALUE_MAX, queue._rlock._semlock._is_zero
            queue._forklore = emitter.real.queue(entry[0], has_room, queue._reader._handle, is_read)
    return entry[0]


class _Put(Step):
    @passes
    def acquired(self, got):
        # Told before the item can be on its way: what gives is told before the act.
        self.end() if got else self.outcome("Full")


def put(self, obj, block, timeout):
    """`Queue.put`. None where it is told already, or not at all."""
    line = line_of(sys._getframe(2))
    if line is None:
        return None
    try:
        queue = object_of(self)
        if self._closed or not queue:
            return None
        if self._maxsize != SemLock.SEM_VALUE_MAX or not hurries():
            return _put(line, self, queue, obj, block, timeout)
        me.voice().say(valued(at_once(PUT, queue, line), short(obj)))
    except Exception as error:
        wrong(put, error)
    return None


def _put(line, self, queue, obj, block, timeout):
    step = _Put(PUT, queue, line, short(obj))
    step.timeout = milliseconds(timeout if block else 0)
    step.begin()
    step.needs(lambda: "room" if block and self._sem._semlock._is_zero() else None)
    return step


class _Get(Step):
    def __init__(self, queue, line, fields, block):
        super().__init__(GET, object_of(queue), line, fields=fields)
        self.queue, self.block = queue, block

    @passes
    def looks(self, _):
        arena.comes_to_read(self.object, me.voice().slot)
        self.needs(lambda: "item" if self.block and lacks_data(self.queue._reader._handle) else None, True)

    @passes
    def received(self, data):
        self.size = len(data)

    @passes
    def result(self, value):
        self.value = short(value)
        self.end()

    def raised(self, error):
        self.outcome(type(error).__name__)


class _Found:
    """A `get` that finds its item there, and is told in one record when it has it. One that has to wait is told in steps."""

    __slots__ = ("queue", "object", "line", "size", "step")

    def __init__(self, queue, object_, line):
        self.queue, self.object, self.line, self.step = queue, object_, line, None

    def looks(self, value=None):
        """About to read an item."""
        try:
            arena.comes_to_read(self.object, me.voice().slot)
            if not fill(self.queue._reader._handle):
                self._slowly().looks()
        except Exception as error:
            wrong(get, error)
        return value

    def _slowly(self):
        self.step = step = _Get(self.queue, self.line, (), True)
        step.begin()
        return step

    def received(self, data):
        """The item as it travels."""
        if self.step is not None:
            return self.step.received(data)
        self.size = len(data)
        return data

    def result(self, value=None):
        """The item."""
        if self.step is not None:
            return self.step.result(value)
        try:
            me.voice().say(sized(at_once(GET, self.object, self.line), self.size, short(value)))
        except Exception as error:
            wrong(get, error)
        return value

    def fail(self):
        """It raised."""
        try:
            (self.step or self._slowly()).fail()
        except Exception as error:
            wrong(get, error)


def get(self, block, timeout):
    """`Queue.get`."""
    line = line_of(sys._getframe(2))
    if line is None:
        return SILENT
    try:
        queue = object_of(self)
        if self._closed or not queue:
            return SILENT
        if block is True and timeout is None and hurries() and not self._rlock._semlock._is_zero():
            return _Found(self, queue, line)
        return _get(line, self, block, timeout)
    except Exception as error:
        wrong(get, error)
    return SILENT


def _get(line, self, block, timeout):
    seconds = timeout if block else 0
    fields = () if seconds is None else (number("seconds", max(0.0, float(seconds))),)
    step = _Get(self, line, fields, block)
    step.timeout = 0 if seconds is None else milliseconds(seconds)
    step.begin()
    step.needs(lambda: "turn" if block and self._rlock._semlock._is_zero() else None)
    return step


@by_program
def empty(line, self):
    """`Queue.empty`."""
    queue = object_of(self)
    if not queue:
        return SILENT
    arrive(EMPTY, queue, line)
    return Question(EMPTY, queue, line)


@by_program
def close(line, self):
    """`Queue.close`."""
    queue = object_of(self)
    if queue:
        once(CLOSE, queue, line)


@by_program
def task_done(line, self):
    """`JoinableQueue.task_done`."""
    queue = object_of(self)
    if queue and not self._unfinished_tasks._semlock._is_zero():
        once(TASK_DONE, queue, line)


class _Join(Step):
    @passes
    def sleeps(self, _):
        if not gate.is_on:
            self.waits("tasks")


@by_program
def join(line, self):
    """`JoinableQueue.join`."""
    queue = object_of(self)
    if not queue:
        return SILENT
    step = _Join(JOIN, queue, line)
    step.begin()
    if gate.is_on:
        step.needs(lambda: None if self._unfinished_tasks._semlock._is_zero() else "tasks")
    return step


class _SimplePut(Step):
    @passes
    def sends(self, data):
        self.size = len(data)
        self.begin()
        self.needs(lambda: None if room_for(self.queue._writer._handle, self.size) else "room")


@by_program
def simple_put(line, self, obj):
    """`SimpleQueue.put`: into the pipe, here and now."""
    queue = object_of(self)
    if not queue:
        return SILENT
    step = _SimplePut(PUT, queue, line, short(obj))
    step.queue = self
    return step


# Whoever wants to have the bytes of a queue's items before they are read, by the queue.
listeners = {}


class _Overheard:
    def __init__(self, listener):
        self.received = listener.received

    def looks(self, value=None):
        """About to wait for an item."""
        return value

    def result(self, value=None):
        """The item could be read."""
        return value

    def fail(self):
        """It could not."""


def simple_get(self):
    """`SimpleQueue.get`, and what a pool's worker takes out of its own."""
    listener = listeners.get(id(self))
    return _simple_get(self=self) if listener is None else _Overheard(listener)


def _simple_get(self):
    line = line_of(sys._getframe(3))
    if line is None:
        return SILENT
    try:
        return _begin_simple_get(line, self)
    except Exception as error:
        wrong(simple_get, error)
        return SILENT


def _begin_simple_get(line, self):
    if not object_of(self):
        return SILENT
    step = _Get(self, line, (), True)
    step.begin()
    step.needs(lambda: "turn" if self._rlock._semlock._is_zero() else None)
    return step


class _Feed:
    """What a feeder does, item by item."""

    def __init__(self, queue, writer, buffer, turn):
        self.queue, self.buffer, self.turn = queue, buffer, turn
        self.item, self.step = None, None
        self.room = Room(writer._handle)
        self.head = event(FED, queue, 0)

    def idles(self, value=None):
        self._until(lambda: None if self.buffer else "item")
        return value

    def takes_turn(self, value=None):
        self._until(lambda: "turn" if self.turn._semlock._is_zero() else None)
        return value

    def _until(self, lacks):
        try:
            until(FED, lacks)
        except Exception as error:
            wrong(feed, error)

    def popped(self, item):
        self.item = item
        return item

    def writes(self, data):
        try:
            self._writes(len(data))
        except Exception as error:
            wrong(feed, error)
        return data

    def _writes(self, size):
        item = self.item
        if self.room.holds(size):
            # It surely goes through: told before, so that nobody can have got it before it was told.
            me.voice().say(sized(self.head, size, short(item)))
            return
        self.step = Step(FED, self.queue, 0, short(item), size)
        self.step.begin()
        self.step.waits("room")

    @passes
    def refused(self, _):
        """It could not be pickled, or not be written: it is dropped."""
        step, self.step = Step(FED, self.queue, 0, short(self.item)), None
        step.open = True
        step.outcome(type(sys.exc_info()[1]).__name__)

    def written(self, value=None):
        self.item = None
        if self.step:
            self._written()
        return value

    def _written(self):
        try:
            step, self.step = self.step, None
            step.end()
        except Exception as error:
            wrong(feed, error)

    def result(self, value=None):
        return value

    def fail(self):
        """It raised: the library says so itself."""


@whoever
def feed(line, send_bytes, buffer, writelock, **_):
    """`Queue._feed`, in the feeder's own thread."""
    writer = send_bytes.__self__
    entry = ledger.find_end(writer)
    if not entry:
        return SILENT
    number = entry[0]
    arena.comes_to_write(number, me.own.slot)
    slow = _Feed(number, writer, buffer, writelock)
    if emitter.real is None:
        return slow
    return emitter.real.feed(slow, writer._handle, number, capacity(writer._handle) or 0, mmap.PAGESIZE)


HOOKS = Hooks(
    put=put,
    get=get,
    empty=empty,
    close=close,
    feed=feed,
    simple_put=simple_put,
    simple_get=simple_get,
    task_done=task_done,
    join=join,
)


def _get_slowly(self, line, is_told):
    """A `get` that the emitter has begun, and perhaps told so."""
    step = _Get(self, line, (), True)
    if is_told:
        step.open = True
    else:
        step.begin()
    return step


if emitter.real is not None:
    emitter.real.know_queues(put, get, _get_slowly)
    HOOKS.put, HOOKS.get = emitter.real.put, emitter.real.get
# Only in a gated run somebody decides when a feeder takes its next item.
_TURNS = {"nacquire": Around("idles"), "wacquire": Around("takes_turn")} if gate.is_on else {}
_PUTS = {"self._sem.acquire": Around(None, "acquired", TIME, 1)}
MODULE = Module(
    HOOKS,
    {
        "Queue.put": Function("put", _PUTS, may_be_done=True),
        "JoinableQueue.put": Function("put", _PUTS, may_be_done=True),
        "JoinableQueue.task_done": Function("task_done"),
        "JoinableQueue.join": Function("join", {"self._cond.wait": Around("sleeps")}),
        "SimpleQueue.put": Function("simple_put", {"self._writer.send_bytes": Around(argument="sends")}),
        "SimpleQueue.get": Function("simple_get", {"self._reader.recv_bytes": Around("looks", "received")}),
        "SimpleQueue.empty": Function("empty"),
        "Queue.get": Function(
            "get",
            {
                "self._recv_bytes": Around("looks", "received"),
                "self._poll": Around("looks"),
                "self._rlock.acquire": Around(None, None, TIME, 1),
            },
        ),
        "Queue.empty": Function("empty"),
        "Queue.close": Function("close"),
        "Queue._feed": Function(
            "feed",
            {
                **_TURNS,
                "bpopleft": Around(after="popped"),
                "onerror": Around("refused"),
                "info": Around("refused"),
                "send_bytes": Around(None, "written", "writes"),
            },
        ),
    },
)
