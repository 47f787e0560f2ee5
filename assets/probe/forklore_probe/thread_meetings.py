"""Where the threads of one process meet: `threading.Semaphore`, `Condition`, `Event`, `Barrier`; and its `Timer`."""

import _thread
import sys

from . import caller, copies, gate, ledger, me, meetings, thread_locks, threads
from .copies import number_of
from .graft import CLOCK, OF_THE_LIBRARY, TIME, Around, Function, Module, can_be_marked
from .hook import Hooks, by_program, one_further, whoever
from .locks import ACQUIRE, RELEASE, with_begins, with_line
from .meetings import NOTIFY, WAIT, Answered, sets, waiting
from .record import integer, kind, number
from .step import SILENT, Step, arrive, is_time, milliseconds, note, once, passes, wrong

CREATE, SLEEP = kind("sync.create"), kind("time.sleep")
# What a barrier of the program's waits with.
_INNER = "inner"


class _Made:
    """Something is made by the program, and told when it is there."""

    def __init__(self, thing, line, class_, value=None, kind_=CREATE):
        self.thing, self.line, self.class_, self.value, self.kind = thing, line, class_, value, kind_
        self.wish = caller.wish(caller.frame(0))

    @passes
    def result(self, _):
        value = self.value
        copies.made(self.thing, self.class_, self.wish, self.kind, self.line, lambda: (value, ()))

    def fail(self):
        """It was not made."""


@by_program
def event(line, self):
    """`Event()`."""
    return _Made(self, line, "Event")


class _Condition(_Made):
    lock = None

    def own_lock(self, real):
        """The lock that it makes for itself: one of the program's in its place."""
        try:
            if type(real) is thread_locks.REAL_RLOCK:
                self.lock = thread_locks.RLock()
                return self.lock
        except Exception as error:
            wrong(condition, error)
        return real

    @passes
    def result(self, _):
        _Made.result(self)
        if self.lock is not None:
            name = copies.name_of(self.thing) + "_lock"
            thread_locks.tell(self.lock, "RLock", name, self.line)


@one_further
def _condition(line, self, lock):
    return _Condition(self, line, "Condition")


def condition(self, lock):
    """`Condition(lock)`. One of the library's own, which notifies with every item of a queue, is marked."""
    step = _condition(self=self, lock=lock)
    if step is SILENT:
        object.__setattr__(self, "_forklore", False)
    return step


class _Barrier(_Made):
    @passes
    def result(self, _):
        _Made.result(self)
        ledger.enter(self.thing._cond, 0, _INNER)


@by_program
def barrier(line, self, parties, **_):
    """`Barrier(parties)`."""
    return _Barrier(self, line, "Barrier", str(parties))


@by_program
def semaphore(line, self, value):
    """`Semaphore(value)`, `BoundedSemaphore(value)`."""
    return _Made(self, line, "Semaphore", str(value), thread_locks.CREATE)


class Timed(Step):
    """A step of a library function that looks at its clock first: where its time is over, the clock says so."""

    waited = False

    def sleeps(self, value=None):
        """It waits inside, for good or until its time is over."""
        if not self.waited and not gate.is_on:
            self.waited = True
            self.waits(self.lacking)
        return value

    def clock(self, now=None):
        """The time as it is first read."""
        if self.timed_out and not self.waited:
            self.waited = True
            return now - self.timeout / 1000 - 1
        return now


class _Acquire(Timed):
    lacking = "release"

    @passes
    def result(self, got):
        self.end() if got else self.outcome("timeout")


@by_program
def acquire(line, self, blocking, timeout):
    """`Semaphore.acquire`."""
    thing = number_of(self, line)
    if not thing or not is_time(timeout) or (not blocking and timeout is not None):
        return SILENT
    seconds = timeout if blocking else 0
    fields = () if seconds is None else (number("seconds", max(0.0, float(seconds))),)
    step = _Acquire(ACQUIRE, thing, line, fields=fields, timeout=0 if seconds is None else milliseconds(seconds))
    step.begin()
    if gate.is_on:
        step.needs(lambda: "release" if blocking and self._value == 0 else None)
    # Whether a `with` does it is not to be seen.
    with_line(self, line)
    with_begins(self, line)
    return step


@by_program
def release(line, self, n=1):
    """`Semaphore.release`."""
    thing = number_of(self, line)
    if not thing or type(n) is not int or n < 1 or self._value + n > getattr(self, "_initial_value", self._value + n):
        return SILENT
    if sys._getframe(3).f_code.co_name == "__exit__":
        line = with_line(self, line)
    once(RELEASE, thing, line)
    for _ in range(n - 1):
        note(RELEASE, thing, line)


@by_program
def event_wait(line, self, timeout):
    """`Event.wait`."""
    step = waiting(self, line, timeout, Answered)
    if step is not SILENT:
        step.needs(gate.nothing)
        step.needs(lambda: None if self._flag else "set", True)
    return step


class _Waiter:
    """What a wait sleeps on: a lock that whoever notifies releases. It is taken once at first."""

    waiter, taken = None, False

    def has_waiter(self, waiter):
        """It has been made."""
        self.waiter = waiter
        return waiter

    def sleeps(self, value=None):
        """It is taken."""
        if self.taken:
            self.falls_asleep()
        self.taken = True
        return value

    def lacks(self):
        """What is missing until it wakes."""
        return "notify" if self.waiter.locked() else None


class _Wait(_Waiter, Answered):
    """A wait on a condition, which gives its lock back meanwhile."""

    again = None

    @passes
    def lets_go(self, _):
        lock = self.about._lock
        self.lock = number_of(lock, self.line) if thread_locks.is_ours(lock) else 0
        if self.lock:
            times = thread_locks.depth(lock) if type(lock) is thread_locks.RLock else 1
            once(RELEASE, self.lock, self.line)
            for _ in range(times - 1):
                note(RELEASE, self.lock, self.line)
            self.times = times

    @passes
    def falls_asleep(self, _=None):
        self.needs(self.lacks, True)

    @passes
    def takes_back(self, _):
        lock = self.about._lock
        if self.lock:
            self.again = Step(ACQUIRE, self.lock, self.line)
            self.again.begin()
            self.again.needs(lambda: None if thread_locks.is_free(lock) else "release")

    @passes
    def has_it(self, _):
        if self.again:
            self.again.end()
            for _ in range(self.times - 1):
                note(ACQUIRE, self.lock, self.line)


class _Unseen(_Waiter):
    """In a gated run: a wait of a barrier's own, that nobody tells."""

    waits = None

    def __init__(self, timeout):
        self.timeout, self.timed_out = milliseconds(timeout), False

    def falls_asleep(self):
        """Until it is notified, or its time is over."""
        if self.lacks() and not self._park(self.lacks, self.timeout):
            self.timed_out = True
            gate.pass_time(self.timeout)

    def _park(self, lacks, timeout=0):
        return gate.park(me.voice().slot, WAIT, lacks, self.waits, timeout=timeout, goes_on=True)

    def time(self, value=None):
        """How long the real thing may wait now."""
        return 0 if self.timed_out else value

    def __getattr__(self, name):
        return _same

    def fail(self):
        """It raised."""


def _same(value=None):
    return value


# The step of a manager's server that this thread is at, in a gated run.
service = _thread._local()


class _Served(_Unseen):
    """In a gated run: a wait in a manager's server, for one of those whom it serves."""

    def __init__(self, condition, timeout, step):
        super().__init__(timeout)
        self.condition, self.step = condition, step

    def lacks(self):
        """What is missing until it wakes, as whoever has called it would say."""
        return self.step.sleeps_for if self.waiter.locked() else None

    def waits(self, what):
        """It cannot go on."""
        if self.step.open:
            self.step.waits(what)

    def takes_back(self, value=None):
        """Until the lock is free again."""
        lacks = lambda: "release" if is_held(self.condition._lock) else None  # noqa: E731
        if lacks():
            self._park(lacks)
        return value


def is_held(lock):
    """Whether somebody else holds it; a lock that may be taken again by its holder says so only in its repr."""
    name, module = type(lock).__name__, type(lock).__module__
    if name == "lock":
        return lock.locked()
    if name == "RLock" and module == "_thread":
        return repr(lock).startswith("<locked") and not lock._is_owned()
    if name in ("Semaphore", "BoundedSemaphore") and module == "threading":
        return lock._value == 0
    if name == "Condition" and module == "threading":
        return is_held(lock._lock)
    return False


def _owns(condition):
    lock = condition._lock
    return lock._real.locked() if type(lock) is thread_locks.Lock else condition._is_owned()


@one_further
def _wait(line, self, timeout):
    if not number_of(self, line) or not _owns(self):
        return SILENT
    step = waiting(self, line, timeout, _Wait)
    step.needs(gate.nothing)
    return step


def condition_wait(self, timeout):
    """`Condition.wait`."""
    if gate.is_on and ledger.find(self) == (0, _INNER):
        return _Unseen(timeout)
    step = _wait(self=self, timeout=timeout)
    served = getattr(service, "step", None) if step is SILENT else None
    return _Served(self, timeout, served) if served else step


@by_program
def notify(line, self, n):
    """`Condition.notify`."""
    thing = number_of(self, line)
    if thing and _owns(self):
        arrive(NOTIFY, thing, line)
        note(NOTIFY, thing, line, fields=(integer("count", max(0, min(n, len(self._waiters)))),))


class _Timer(Timed):
    def sleeps(self, seconds):
        """It waits until its time has come, or it is cancelled."""
        try:
            self.fields, self.timeout = (number("seconds", max(0.0, float(seconds))),), milliseconds(seconds)
            self.begin_at_once()
            finished = self.thread.finished
            if gate.is_on and not gate.park(
                me.voice().slot, SLEEP, lambda: None if finished._flag else "time", timeout=self.timeout
            ):
                return 0
        except Exception as error:
            wrong(timer, error)
        return seconds

    def woke(self, value=None):
        """It goes on."""
        self.end()
        return value

    @passes
    def result(self, _):
        """It has run."""


@whoever
def timer(line, self):
    """`Timer.run`."""
    step = _Timer(SLEEP, 0, 0)
    step.thread = self
    return step


HOOKS = {
    "event": event,
    "condition": condition,
    "barrier": barrier,
    "semaphore": semaphore,
    "rlock": thread_locks.rlock,
    "acquire": acquire,
    "release": release,
    "event_wait": event_wait,
    "event_set": sets("True"),
    "event_clear": sets("False"),
    "condition_wait": condition_wait,
    "notify": notify,
    "timer": timer,
}
FUNCTIONS = {
    "RLock": Function("rlock"),
    "Event.__init__": Function("event"),
    "Event.wait": Function("event_wait", {"self._cond.wait": Around(None, None, TIME)}),
    "Event.set": Function("event_set"),
    "Event.clear": Function("event_clear"),
    "Condition.__init__": Function("condition", {"RLock": Around(after="own_lock")}),
    "Condition.wait": Function(
        "condition_wait",
        {
            "_allocate_lock": Around(after="has_waiter"),
            "waiter.acquire": Around("sleeps", None, TIME, 1),
            "self._release_save": Around("lets_go"),
            "self._acquire_restore": Around("takes_back", "has_it"),
        },
    ),
    "Condition.notify": Function("notify", None, OF_THE_LIBRARY),
    "Barrier.__init__": Function("barrier"),
    "Semaphore.__init__": Function("semaphore"),
    "Semaphore.acquire": Function("acquire", {"self._cond.wait": Around("sleeps", None, TIME), "_time": Around(after=CLOCK)}),
    "Semaphore.release": Function("release"),
    "BoundedSemaphore.__init__": Function("semaphore"),
    "BoundedSemaphore.release": Function("release"),
    "Timer.run": Function("timer", {"self.finished.wait": Around(None, "woke", "sleeps")}),
}


def _complete(threading):
    can_be_marked(threading.Condition)
    thread_locks.install(threading)


MODULE = Module(
    Hooks(**threads.HOOKS, **HOOKS, **meetings.BARRIER_HOOKS),
    {**threads.FUNCTIONS, **FUNCTIONS, **meetings.BARRIER_FUNCTIONS},
    complete=_complete,
)
