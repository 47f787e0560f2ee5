"""Meetings: where processes wait for each other without handing anything over: events, conditions, barriers."""

from . import gate, ledger, locks, me
from .copies import number_of as number_here
from .graft import TIME, Around, Function, Module
from .hook import Hooks, by_program, one_further
from .locks import ACQUIRE, RELEASE, is_taken, number_of
from .record import integer, kind, number
from .step import SILENT, Step, arrive, is_time, milliseconds, note, once, passes, until

WAIT, SET, NOTIFY = kind("sync.wait"), kind("sync.set"), kind("sync.notify")


def waiting(thing, line, timeout, make):
    """The step of a wait that has begun."""
    here = number_here(thing, line)
    if not here or not is_time(timeout):
        return SILENT
    fields = () if timeout is None else (number("seconds", max(0.0, float(timeout))),)
    step = make(WAIT, here, line, fields=fields, timeout=milliseconds(timeout))
    step.about = thing
    step.begin()
    return step


class Answered(Step):
    """A wait that answers whether its time was over."""

    @passes
    def result(self, answer):
        self.outcome("timeout") if answer is False else self.end()


@by_program
def event_wait(line, self, timeout):
    """`Event.wait`."""
    step = waiting(self, line, timeout, Answered)
    if step is not SILENT:
        step.needs(gate.nothing)
        step.needs(lambda: "set" if self._flag._semlock._is_zero() else None, True)
    return step


def sets(value):
    """The hook of what sets, clears or breaks."""

    @by_program
    def change(line, self):
        """`Event.set` and `clear`, `Barrier.abort`."""
        here = number_here(self, line)
        if here:
            once(SET, here, line, value)

    return change


class _Wait(Answered):
    """A wait on a condition, which gives its lock back meanwhile."""

    again = None

    @passes
    def lets_go(self, _):
        lock = number_of(self.about._lock)
        if lock:
            once(RELEASE, lock, self.line)

    @passes
    def sleeps(self, _):
        self.needs(lambda: "notify" if self.about._wait_semaphore._semlock._is_zero() else None, True)

    @passes
    def takes_back(self, _):
        lock = self.about._lock
        if number_of(lock):
            self.again = Step(ACQUIRE, number_of(lock), self.line)
            self.again.begin()
            self.again.needs(lambda: "release" if is_taken(lock._semlock) else None)

    @passes
    def has_it(self, _):
        if self.again:
            self.again.end()
            self.again = None


class _Unseen:
    """In a gated run: a wait of the library's own, inside a barrier or an event, that nobody tells."""

    def __init__(self, condition, timeout):
        self.condition, self.timeout, self.timed_out = condition, milliseconds(timeout), False

    def sleeps(self, value=None):
        """Until it is notified, or its time is over."""
        lacks = lambda: "notify" if self.condition._wait_semaphore._semlock._is_zero() else None  # noqa: E731
        if lacks() and not gate.park(me.voice().slot, WAIT, lacks, timeout=self.timeout, goes_on=True):
            self.timed_out = True
            gate.pass_time(self.timeout)
        return value

    def time(self, value=None):
        """How long the real thing may wait now."""
        return 0 if self.timed_out else value

    def takes_back(self, value=None):
        """Until the lock is free again."""
        until(ACQUIRE, lambda: "release" if is_taken(self.condition._lock._semlock) else None)
        return value

    def __getattr__(self, name):
        return _same

    def fail(self):
        """It raised."""


def _same(value=None):
    return value


def condition_wait(self, timeout):
    """`Condition.wait`."""
    step = _condition_wait(self=self, timeout=timeout)
    return _Unseen(self, timeout) if step is SILENT and gate.is_on else step


def notify(self, n):
    """`Condition.notify`."""
    step = _notify(self=self, n=n)
    return _Notify(self) if step is SILENT and gate.is_on else step


@one_further
def _condition_wait(line, self, timeout):
    if not self._lock._semlock._is_mine():
        return SILENT
    step = waiting(self, line, timeout, _Wait)
    if step is not SILENT:
        step.needs(gate.nothing)
    return step


class _Notify:
    """Whoever notifies waits until those that it woke have woken."""

    def __init__(self, condition):
        self.condition, self.counted = condition, False

    @passes
    def looks(self, _):
        if self.counted:
            until(NOTIFY, lambda: "turn" if self.condition._woken_count._semlock._is_zero() else None)

    @passes
    def looked(self, got):
        if got is False:
            self.counted = True

    def result(self, value=None):
        """Done."""
        return value

    def fail(self):
        """It raised."""


@one_further
def _notify(line, self, n):
    # How many it will reach is known before, because nobody comes in without the lock.
    entry = ledger.find(self)
    if entry and self._lock._semlock._is_mine():
        asleep = self._sleeping_count._semlock._get_value() - self._woken_count._semlock._get_value()
        arrive(NOTIFY, entry[0], line)
        note(NOTIFY, entry[0], line, fields=(integer("count", max(0, min(n, asleep))),))
        return _Notify(self)
    return SILENT


@by_program
def barrier_wait(line, self, timeout):
    """`Barrier.wait`."""
    step = waiting(self, line, timeout, Step)
    if step is not SILENT:
        step.needs(gate.nothing)
        if self._state == 0 and self._count + 1 < self._parties:
            step.waits("others")
    return step


HOOKS = {
    "event_wait": event_wait,
    "event_set": sets("True"),
    "event_clear": sets("False"),
    "condition_wait": condition_wait,
    "notify": notify,
}
FUNCTIONS = {
    "Event.wait": Function("event_wait", {"self._cond.wait": Around(None, None, TIME)}),
    "Event.set": Function("event_set"),
    "Event.clear": Function("event_clear"),
    "Condition.wait": Function(
        "condition_wait",
        {
            "self._lock.release": Around("lets_go"),
            "self._wait_semaphore.acquire": Around("sleeps", None, TIME, 1),
            "self._lock.acquire": Around("takes_back", "has_it"),
        },
    ),
    "Condition.notify": Function("notify", {"self._woken_count.acquire": Around("looks", "looked")}),
}
MODULE = Module(Hooks(**locks.HOOKS, **HOOKS), {**locks.FUNCTIONS, **FUNCTIONS}, complete=locks.quicken)
BARRIER_HOOKS = {"barrier_wait": barrier_wait, "barrier_abort": sets("broken")}
BARRIER_FUNCTIONS = {"Barrier.wait": Function("barrier_wait"), "Barrier.abort": Function("barrier_abort")}
