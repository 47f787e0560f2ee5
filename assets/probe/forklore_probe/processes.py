"""Processes: `multiprocessing.Process`, from its start to the collecting of its status."""

from . import me
from .failures import tell
from .graft import TIME, Around, Function, Module
from .hook import Hooks, at_end_too, whoever
from .record import actor, kind, number, text
from .step import SILENT, Step, milliseconds, once, passes
from .system import FORK, Child, expect, expects_bytes, lacks_data, lives, signals
from .wrapper import stripped

JOIN = kind("process.join")
# What the library makes for itself, by the name that its processes get, or by what they run.
_roles = {"PoolWorker": "worker"}
_executors = "concurrent.futures.process"


@whoever
def start(line, self):
    """`Process.start`: what the child to come is called."""
    if self._popen is not None or self._closed:
        return SILENT
    title = self._name
    own = type(self).__name__ + "-" + ":".join(str(number) for number in self._identity)
    role = next((role for part, role in _roles.items() if part in title), "")
    if getattr(self._target, "__module__", "") == _executors:
        role = "worker"
    target = getattr(self._target, "__name__", None) if self._target is not None else None
    if target == "_run_server" and getattr(self._target, "__module__", "") == "multiprocessing.managers":
        role = "manager"
    wish = role or (title if title != own else target) or "child"
    child = Child(wish, title, bool(self.daemon), role)
    if _method(self) == "forkserver":
        return _Asked(self, child, line)
    expect(child)
    return _Start()


def _method(process):
    """How a process is about to be started."""
    method = type(process)._start_method
    if method is None:
        from multiprocessing import context

        method = context._default_context.get_start_method()
    return method


class _Asked:
    """A process that a server is asked to fork: it gets the number of its slot with all else that it is sent."""

    def __init__(self, process, child, line):
        self.process, self.slot, self.line = process, me.claim_child(child.wish), line
        process._config["forklore"] = self.slot, child.title, child.daemon, child.role
        _asked[process] = self

    def asks(self, size):
        """What it is to be is in so many bytes now, and the server is about to be asked."""
        from multiprocessing import forkserver

        # Asking it begins with this: done here, so that the server is told before those whom it forks.
        forkserver.ensure_running()
        fields = (actor("child", self.slot), text("method", "forkserver"))
        once(FORK, 0, self.line, size=size, fields=fields, target=self.slot)

    def result(self, value=None):
        """It has been forked."""
        self.fail()
        me.has_child(self.process._popen.pid, self.slot)
        return value

    def fail(self):
        """It could not be."""
        _asked.pop(self.process, None)
        self.process._config.pop("forklore", None)


# The processes that a server is being asked for, by their objects.
_asked = {}


class _Launch:
    """What a process that is not forked from here is sent, while it is being made."""

    def __init__(self, process):
        self.process, self.file = process, None

    def into(self, file=None):
        """Where the bytes go."""
        self.file = file
        return file

    @passes
    def sends(self, _):
        """All is in bytes, and the process is about to be made."""
        asked = _asked.get(self.process)
        if asked is not None:
            asked.asks(self.file.tell())
        else:
            expects_bytes(self.file.tell())

    def result(self, value=None):
        """It was made."""
        return value

    def fail(self):
        """It was not."""


@whoever
def launch(line, self, process_obj):
    """`Popen._launch` of a process that is not a fork of this one."""
    return _Launch(process_obj)


class _Start:
    def result(self, value=None):
        """It has started."""
        expect(None)
        return value

    def fail(self):
        """It could not be."""
        expect(None)


def _runs(popen):
    """Whether a process has not ended yet; what a server has forked is no child of this one."""
    return lacks_data(popen.sentinel) if popen.method == "forkserver" else lives(popen.pid)


class _Join(Step):
    @passes
    def looks(self, _):
        self.needs(lambda: "exit" if self.popen.returncode is None and _runs(self.popen) else None)

    @passes
    def waited(self, status):
        if status is None:
            self.outcome("timeout")


@at_end_too
def join(line, self, timeout):
    """`Process.join`."""
    if self._closed or self._popen is None or self._parent_pid != me.own.pid:
        return SILENT
    slot = me.child(self._popen.pid) or getattr(self, "_forklore_slot", 0)
    if not slot:
        return SILENT
    fields = (actor("child", slot),)
    if timeout is not None:
        fields += (number("seconds", max(0.0, float(timeout))),)
    step = _Join(JOIN, 0, line, fields=fields, target=slot, timeout=milliseconds(timeout))
    step.popen = self._popen
    step.begin()
    return step


class _Poll:
    """A look at whether a child has ended, which collects it."""

    def __init__(self, popen):
        self.popen = popen if popen.returncode is None else None

    @passes
    def result(self, _):
        if self.popen is not None and self.popen.returncode is not None:
            me.reaped(self.popen.pid, self.popen.returncode)

    def fail(self):
        """It raised."""


@whoever
def poll(line, self, **_):
    """`Popen.poll`."""
    return _Poll(self)


class _Signal:
    def __init__(self, popen, signal, line):
        self.popen, self.signal, self.line = popen, signal, line

    def sends(self, value=None):
        """Just before the act."""
        signals(self.line, self.popen.pid, int(self.signal))
        return value

    def result(self, value=None):
        """Sent, or there was nobody to send it to."""
        return value

    def fail(self):
        """It raised."""


@whoever
def signal(line, self, sig):
    """`Popen._send_signal`."""
    return _Signal(self, sig, line)


class _Life:
    """A child's whole life."""

    def dies(self, value=None):
        """An exception that nobody has caught."""
        import sys

        kind_, error, traceback = sys.exc_info()
        tell(error)
        error.__traceback__ = stripped(traceback)
        return value

    def result(self, value=None):
        """It has ended in order."""
        return value

    def fail(self):
        """It raised."""


@whoever
def bootstrap(line, self, **_):
    """`Process._bootstrap`."""
    mine = self._config.pop("forklore", None)
    if mine:
        me.become_process(*mine)
    return _Life()


class _Ending:
    def __init__(self):
        me.own.ending += 1

    def result(self, value=None):
        """The end of the end."""
        me.own.ending -= 1
        return value

    fail = result


@whoever
def ending(line, **_):
    """`util._exit_function`: what a process does at its orderly end."""
    return _Ending()


PROCESS = Module(
    Hooks(start=start, join=join, bootstrap=bootstrap),
    {
        "BaseProcess.start": Function("start"),
        "BaseProcess.join": Function("join", {"self._popen.wait": Around("looks", "waited", TIME)}),
        "BaseProcess._bootstrap": Function("bootstrap", {"traceback.print_exc": Around("dies")}),
    },
)
POPEN = Module(
    Hooks(poll=poll, signal=signal),
    {
        "Popen.poll": Function("poll"),
        "Popen._send_signal": Function("signal", {"os.kill": Around("sends")}),
    },
)
SPAWN = Module(
    Hooks(launch=launch),
    {
        "Popen._launch": Function(
            "launch",
            {"reduction.dump": Around(argument="into", at=1), "util.spawnv_passfds": Around("sends")},
        )
    },
)
FORKSERVER = Module(
    Hooks(launch=launch, poll=poll),
    {
        "Popen._launch": Function(
            "launch",
            {"reduction.dump": Around(argument="into", at=1), "forkserver.connect_to_new_process": Around("sends")},
        ),
        "Popen.poll": Function("poll"),
    },
)
UTIL = Module(Hooks(ending=ending), {"_exit_function": Function("ending")})
