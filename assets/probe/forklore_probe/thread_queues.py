"""Queues of the threads of one process: `queue.Queue`, `LifoQueue`, `PriorityQueue` (Lib/queue.py), `SimpleQueue` of C."""

import sys

try:
    from _queue import SimpleQueue as _REAL
except ImportError:
    # Without it the library has one in Python, which is left as it is.
    _REAL = None

from . import caller, copies, gate
from .caller import line_of
from .copies import number_of
from .graft import CLOCK, TIME, Around, Function, Module
from .hook import Hooks, by_program
from .queues import CLOSE, CREATE, EMPTY, GET, JOIN, PUT, TASK_DONE
from .record import integer, number
from .shown import short
from .step import SILENT, Question, arrive, is_time, milliseconds, once, passes, wrong
from .thread_meetings import Timed
from .wrapper import alike, unseen

_CLASSES = {"Queue": "ThreadQueue", "LifoQueue": "LifoQueue", "PriorityQueue": "PriorityQueue"}


class _Made:
    def __init__(self, queue, line, maxsize):
        self.queue, self.line, self.maxsize = queue, line, maxsize
        self.wish = caller.wish(caller.frame(0))

    @passes
    def result(self, _):
        own = next(one.__name__ for one in type(self.queue).__mro__ if one.__module__ == "queue")
        _tell(self.queue, _CLASSES[own], self.wish, self.line, self.maxsize)

    def fail(self):
        """It was not made."""


def _tell(queue, class_, wish, line, maxsize):
    most = max(0, maxsize) if type(maxsize) is int else 0
    copies.made(queue, class_, wish, CREATE, line, lambda: (None, (integer("maxsize", most),)))


@by_program
def create(line, self, maxsize):
    """`Queue(maxsize)`."""
    return _Made(self, line, maxsize)


def _length(queue):
    """How many are in it, asked without its lock: what the program has made of a queue is not called for it."""
    return len(queue.queue) if hasattr(queue, "queue") else queue.qsize()


class _Put(Timed):
    lacking = "room"

    def raised(self, error):
        self.outcome(type(error).__name__)


@by_program
def put(line, self, item, block, timeout):
    """`Queue.put`."""
    thing = number_of(self, line)
    if not thing or not is_time(timeout):
        return SILENT
    step = _Put(PUT, thing, line, short(item), fields=_seconds(block, timeout), timeout=_limit(block, timeout))
    step.begin()
    if gate.is_on:
        step.needs(lambda: "room" if block and 0 < self.maxsize <= _length(self) and not _is_shut(self) else None)
    return step


class _Get(Timed):
    lacking = "item"

    @passes
    def result(self, value):
        self.value = short(value)
        self.end()


@by_program
def get(line, self, block, timeout):
    """`Queue.get`."""
    thing = number_of(self, line)
    if not thing or not is_time(timeout):
        return SILENT
    step = _Get(GET, thing, line, fields=_seconds(block, timeout), timeout=_limit(block, timeout))
    step.begin()
    if gate.is_on:
        step.needs(lambda: None if not block or _length(self) or _is_shut(self) else "item")
    return step


def _is_shut(queue):
    return getattr(queue, "is_shutdown", False)


def _limit(block, timeout):
    seconds = timeout if block else 0
    return 0 if seconds is None else milliseconds(seconds)


def _seconds(block, timeout):
    seconds = timeout if block else 0
    return () if seconds is None else (number("seconds", max(0.0, float(seconds))),)


@by_program
def task_done(line, self):
    """`Queue.task_done`."""
    thing = number_of(self, line)
    if thing and self.unfinished_tasks > 0:
        once(TASK_DONE, thing, line)


class _Join(Timed):
    lacking = "tasks"


@by_program
def join(line, self):
    """`Queue.join`."""
    thing = number_of(self, line)
    if not thing:
        return SILENT
    step = _Join(JOIN, thing, line)
    step.begin()
    if gate.is_on:
        step.needs(lambda: "tasks" if self.unfinished_tasks else None)
    return step


@by_program
def empty(line, self):
    """`Queue.empty`."""
    thing = number_of(self, line)
    if not thing:
        return SILENT
    arrive(EMPTY, thing, line)
    return Question(EMPTY, thing, line)


@by_program
def shutdown(line, self, **_):
    """`Queue.shutdown`."""
    thing = number_of(self, line)
    if thing:
        once(CLOSE, thing, line)


def _simple(name, hook):
    """A method of `SimpleQueue`, told by a step that begins with the program's line and the arguments."""
    real = getattr(_REAL, name)

    def method(*args, **named):
        step = SILENT
        try:
            step = _begin(hook, sys._getframe(1), args, named)
            if step is not SILENT and step.timed_out:
                return real(args[0], False)
            return step.result(real(*args, **named))
        except BaseException as error:
            step.fail()
            unseen(error)
            raise

    return alike(method, real)


def _begin(hook, frame, args, named):
    try:
        line = line_of(frame)
        thing = number_of(args[0], line) if line is not None and args else 0
        return hook(thing, line, *args, **named) if thing else SILENT
    except TypeError:
        # The real one has something to say about these arguments.
        return SILENT
    except Exception as error:
        wrong(_begin, error)
        return SILENT


def _simple_put(thing, line, queue, item, block=True, timeout=None):
    step = _Put(PUT, thing, line, short(item))
    step.begin()
    step.needs(gate.nothing)
    return step


def _simple_get(thing, line, queue, block=True, timeout=None):
    step = _Get(GET, thing, line, fields=_seconds(block, timeout), timeout=_limit(block, timeout))
    step.begin()
    step.needs(lambda: None if not block or queue.qsize() else "item")
    return step


def _simple_get_nowait(thing, line, queue):
    return _simple_get(thing, line, queue, False)


def _simple_empty(thing, line, queue):
    arrive(EMPTY, thing, line)
    return Question(EMPTY, thing, line)


def _new(cls, *args, **named):
    """The program's are of our type, the library's of the real one."""
    line = line_of(sys._getframe(1))
    if line is None and cls is SimpleQueue:
        return _REAL(*args, **named)
    try:
        queue = _REAL.__new__(cls, *args, **named)
    except BaseException as error:
        unseen(error)
        raise
    try:
        if line is not None:
            _tell(queue, "ThreadQueue", caller.wish(sys._getframe(1)), line, 0)
    except Exception as error:
        wrong(_new, error)
    return queue


def _type():
    hooks = {"put": _simple_put, "put_nowait": _simple_put, "get": _simple_get, "get_nowait": _simple_get_nowait}
    own = {name: _simple(name, hook) for name, hook in dict(hooks, empty=_simple_empty).items()}
    own.update(__new__=alike(_new, _REAL.__new__), __module__="_queue", __qualname__="SimpleQueue", __slots__=())
    return type("SimpleQueue", (_REAL,), dict(own, __doc__=_REAL.__doc__))


SimpleQueue = _REAL and _type()


def _complete(module):
    if module.SimpleQueue is _REAL:
        module.SimpleQueue = SimpleQueue


_CLOCK = Around(after=CLOCK)
MODULE = Module(
    Hooks(create=create, put=put, get=get, task_done=task_done, join=join, empty=empty, shutdown=shutdown),
    {
        "Queue.__init__": Function("create"),
        "Queue.put": Function("put", {"self.not_full.wait": Around("sleeps", None, TIME), "time": _CLOCK}),
        "Queue.get": Function("get", {"self.not_empty.wait": Around("sleeps", None, TIME), "time": _CLOCK}),
        "Queue.task_done": Function("task_done"),
        "Queue.join": Function("join", {"self.all_tasks_done.wait": Around("sleeps")}),
        "Queue.empty": Function("empty"),
        "Queue.shutdown": Function("shutdown"),
    },
    complete=_complete,
)
