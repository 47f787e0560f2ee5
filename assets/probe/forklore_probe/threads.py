"""Threads: `threading.Thread`; each is an actor."""

from . import gate, me, opcodes
from .failures import tell
from .graft import Around, Function
from .hook import at_end_too, whoever
from .record import actor, kind, number
from .step import SILENT, Step, milliseconds, passes, until

JOIN = kind("thread.join")
# What the library makes for itself, by the names of its threads and of what they run: what they are called here, and what they are for.
_helpers = {
    "QueueFeederThread": ("feeder", "feeder"),
    "_handle_workers": ("worker-handler", "handler"),
    "_handle_tasks": ("task-handler", "handler"),
    "_handle_results": ("result-handler", "handler"),
}
# The same in a manager's server.
_of_servers = {"accepter": ("accepter", "manager"), "handle_request": ("request", "manager")}


@whoever
def start(line, self):
    """`Thread.start`: a slot for it, under its name."""
    if not self._started.is_set() and me.own.threads.find(self) is None:
        if _is_request(self) and not gate.is_on:
            return
        wish, role = _wish(self)
        slot = me.claim_thread(wish) or 0
        me.own.threads.enter(self, slot, role)


# The library's own workers, by what they run; and the thread that looks after those that are processes.
_workers = (("concurrent.futures.thread", "_worker"), ("multiprocessing.pool", "worker"))
_executors = "concurrent.futures.process"


def _wish(thread):
    run = getattr(thread, "_target", None) or vars(thread).get("function")
    target = getattr(run, "__name__", None)
    runs = getattr(getattr(thread, "_target", None), "__module__", None)
    if (runs, target) in _workers:
        named = not thread._name.startswith("ThreadPoolExecutor-") and not _is_automatic(thread._name)
        return thread._name if named else "worker", "worker"
    if _executors in (runs, type(thread).__module__):
        return "executor-manager", "handler"
    if runs == "multiprocessing.managers":
        return _of_servers.get(target, (target, "manager"))
    if not _is_automatic(thread._name):
        return _helpers.get(thread._name) or (thread._name, "")
    return _helpers.get(target) or (target or "thread", "")


def _is_automatic(name):
    """Whether it is a name such as `Thread-1` or `Thread-1 (count)`."""
    return name.startswith("Thread-") and name[7:].split(" ")[0].isdigit()


def _is_request(thread):
    """Whether it deals with one connection of a manager's server: there are many, and few have anything to tell."""
    target = getattr(thread, "_target", None)
    of = getattr(target, "__module__", None), getattr(target, "__name__", None)
    return of == ("multiprocessing.managers", "handle_request")


class _Request:
    """The life of a thread that speaks only if it comes to do what the program has asked for."""

    def __init__(self, is_actor):
        self.is_actor = is_actor

    @passes
    def begins(self, _):
        if self.is_actor:
            me.begin_silently()

    def dies(self, value=None):
        """Its connection has ended: no matter for the program."""
        return value

    @passes
    def result(self, _):
        me.end_silently()

    def fail(self):
        """It could not even end."""


class _Life:
    """A thread's whole life."""

    def __init__(self, thread, role):
        self.thread, self.role = thread, role

    @passes
    def begins(self, _):
        # Whoever has started it goes on by now: it must not wait for a thread that waits for leave.
        me.become_thread(self.thread._name, self.thread.daemon, self.role)
        opcodes.begins()

    def dies(self, value=None):
        """An exception that nobody has caught."""
        import sys

        tell(sys.exc_info()[1])
        return value

    @passes
    def result(self, _):
        me.end_thread()

    def fail(self):
        """It could not even end."""


@whoever
def life(line, self):
    """`Thread._bootstrap_inner`."""
    known = me.own.threads.find(self)
    if known is None:
        return _Request(False) if _is_request(self) else SILENT
    slot, role = known
    if not slot:
        me.be_unseen()
        return SILENT
    me.enter_thread(slot)
    if _is_request(self):
        return _Request(True)
    return _Life(self, role)


class _Join(Step):
    @passes
    def result(self, _):
        if self.open:
            self.outcome("timeout") if self.thread.is_alive() else self.end()


@at_end_too
def join(line, self, timeout):
    """`Thread.join`."""
    known = me.own.threads.find(self)
    if known is None or not known[0]:
        return SILENT
    if not line and not self.is_alive():
        return SILENT
    fields = (actor("target", known[0]),)
    if timeout is not None:
        fields += (number("seconds", max(0.0, float(timeout))),)
    step = _Join(JOIN, 0, line, fields=fields, target=known[0], timeout=milliseconds(timeout))
    step.thread = self
    step.begin()
    step.needs(lambda: None if me.has_ended(known[0]) or not self.is_alive() else "exit")
    return step


@whoever
def ending(line):
    """`_shutdown`: the interpreter waits for all threads that are no daemons."""
    import sys

    alive = [
        known[0]
        for thread in list(sys.modules["threading"]._active.values())
        for known in (me.own.threads.find(thread),)
        if known and known[0] and not thread.daemon
    ]
    until(JOIN, lambda: None if all(me.has_ended(slot) for slot in alive) else "exit")


HOOKS = {"start": start, "life": life, "join": join, "ending": ending}
FUNCTIONS = {
    "Thread.start": Function("start"),
    "Thread.join": Function("join"),
    "Thread._bootstrap_inner": Function("life", {"self.run": Around("begins"), "self._invoke_excepthook": Around("dies")}),
    "_shutdown": Function("ending"),
}
