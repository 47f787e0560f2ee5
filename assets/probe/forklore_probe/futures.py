"""Futures: results that are asked for, waited for, called off, and told to callbacks (Lib/concurrent/futures/_base.py).

A step here keeps no future and no exception: they must die when the program lets go of them, as they would without us.
"""

import sys

from . import caller, ledger
from .executors import PACKAGE
from .graft import Around, Function, Module
from .hook import Hooks, through, whoever
from .pools import CALLBACK, READY, SYNC, undone
from .record import integer, number
from .step import SILENT, Question, Step, passes

PENDING = "PENDING"
_over = ("CANCELLED", "CANCELLED_AND_NOTIFIED", "FINISHED")


def _seconds(timeout):
    return () if timeout is None else (number("seconds", max(0.0, float(timeout))),)


class _Result(Step):
    """Somebody asks for a result."""

    there = False

    @passes
    def looks(self, _):
        self.waits("result")

    def found(self, value=None):
        """The result is there; it may be an exception."""
        self.there = True
        return value

    @passes
    def result(self, _):
        self.end()

    def raised(self, error):
        late = not self.there and type(error).__name__ == "TimeoutError"
        self.outcome("timeout" if late else type(error).__name__)


def _asks(line, self, timeout):
    entry = ledger.find(self)
    if entry is None:
        return SILENT
    step = _Result(SYNC, entry[0], line, fields=(integer("task", entry[1]),) + _seconds(timeout))
    step.begin()
    return step


class _Several(Step):
    """Somebody waits for some of several."""

    @passes
    def looks(self, _):
        if not self.open:
            self.line = caller.near(2) or self.line
            self.begin_at_once()
        self.waits("result")

    @passes
    def woke(self, in_time):
        if self.open:
            self.end() if in_time else self.outcome("timeout")

    def result(self, value=None):
        """What it has found."""
        return value

    def raised(self, error):
        if self.open:
            self.outcome(type(error).__name__)


def _known(futures):
    """The executor of those futures that are known; 0 if none is."""
    if type(futures) not in (list, tuple, set, frozenset, dict):
        return 0
    return next((entry[0] for entry in map(ledger.find, futures) if entry), 0)


def _waits(line, fs, timeout, **_):
    thing = _known(fs)
    if not thing:
        return SILENT
    return _Several(SYNC, thing, line, fields=(integer("count", len(fs)),) + _seconds(timeout))


def _done(line, self):
    entry = ledger.find(self)
    if entry is None:
        return SILENT
    return Question(READY, entry[0], line, fields=(integer("task", entry[1]),))


class _Cancel:
    """A task is called off: told before anybody hears of it."""

    def __init__(self, thing, task):
        self.thing, self.task = thing, task

    @passes
    def off(self, _):
        if self.task is not None:
            task, self.task = self.task, None
            undone(self.thing, task, "cancelled")

    def result(self, value=None):
        """Called off, or too late for that."""
        return value

    def fail(self):
        """It raised."""


@whoever
def cancel(line, self):
    """`Future.cancel`."""
    entry = ledger.find(self)
    return _Cancel(*entry) if entry and self._state == PENDING else SILENT


class _Broken:
    def result(self, value=None):
        """It is set."""
        return value

    def fail(self):
        """It was set before."""


@whoever
def set_exception(line, self, exception):
    """`Future.set_exception`: where the whole pool is broken, its tasks are nobody's."""
    entry = ledger.find(self)
    name = type(exception).__name__
    if entry and name in ("BrokenProcessPool", "BrokenThreadPool") and self._state not in _over:
        undone(*entry, name)
    return _Broken()


class _Callbacks(Step):
    """Callbacks are called, one after the other. Those of a library too: by one of them an event loop gets its result."""

    def __init__(self, thing, task):
        super().__init__(CALLBACK, thing, 0, fields=(integer("task", task),))

    @passes
    def calls(self, _):
        self.begin()

    @passes
    def called(self, _):
        self.end()

    @passes
    def failed(self, _):
        if self.open:
            self.outcome(type(sys.exc_info()[1]).__name__)


@whoever
def invoke(line, self):
    """`Future._invoke_callbacks`."""
    entry = ledger.find(self)
    return _Callbacks(*entry) if entry and self._done_callbacks else SILENT


@whoever
def add(line, self, fn):
    """`Future.add_done_callback`: called at once, where the result is there."""
    entry = ledger.find(self)
    return _Callbacks(*entry) if entry else SILENT


_RESULT = {"self._condition.wait": Around("looks"), "self.__get_result": Around("found")}
_MANY = {"waiter.event.wait": Around("looks", "woke")}
MODULE = Module(
    Hooks(
        asks=through(PACKAGE, _asks),
        waits=through(PACKAGE, _waits),
        done=through(PACKAGE, _done),
        cancel=cancel,
        set_exception=set_exception,
        invoke=invoke,
        add=add,
    ),
    {
        "Future.result": Function("asks", _RESULT),
        "Future.exception": Function("asks", _RESULT),
        "Future.done": Function("done"),
        "Future.cancel": Function("cancel", {"self._condition.notify_all": Around("off")}),
        "Future.set_exception": Function("set_exception"),
        "Future._invoke_callbacks": Function(
            "invoke", {"callback": Around("calls", "called"), "LOGGER.exception": Around("failed")}
        ),
        "Future.add_done_callback": Function(
            "add", {"fn": Around("calls", "called"), "LOGGER.exception": Around("failed")}
        ),
        "wait": Function("waits", _MANY),
        "as_completed": Function("waits", _MANY),
    },
)
