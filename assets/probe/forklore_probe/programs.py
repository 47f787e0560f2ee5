"""Programs: what `subprocess` starts, is connected with, waits for and signals (Lib/subprocess.py)."""

import sys

from . import arena, me, outlets, spawning, streams
from .caller import line_of, near
from .graft import Around, Function, Module
from .hook import Hooks, whoever
from .record import actor, number, text
from .step import SILENT, Step, once, passes, wrong
from .system import WAIT, lives, not_born, signals

PACKAGE = "subprocess"


class _Start:
    """A program is started: its pipes are there, it is not."""

    def __init__(self, line, popen, fds):
        self.line, self.popen, self.fds = line, popen, fds
        self.own = {}
        self.slot = 0
        spawning.connect(self)

    def connects(self, slot):
        """Just before it comes to be: the pipes get their names. The ends that it will have."""
        self.slot, child, made = slot, arena.actor_name(slot), []
        for number_, name in enumerate(("stdin", "stdout", "stderr")):
            theirs, ours = self.fds[number_]
            if theirs == -1:
                continue
            writes = number_ == 0
            if ours != -1:
                streams.create("%s.%s" % (child, name), ours, theirs, writes, self.line)
                self.own[name] = outlets.known(ours, writes)
            found = outlets.known(theirs, not writes)
            made += [found[1]] if found else []
        return made

    @passes
    def result(self, _):
        """It has been started: this process has no copies of its ends any more."""
        popen, self.popen = self.popen, None
        spawning.connect(None)
        for name, (thing, end) in self.own.items():
            self._closes(thing, streams.opposite(end))
            streams.listen(getattr(popen, name), thing, end)

    def _closes(self, thing, end):
        once(streams.CLOSE, thing, self.line, fields=(text("end", end),))

    def fail(self):
        """It could not be started."""
        try:
            popen, self.popen = self.popen, None
            spawning.connect(None)
            if self.slot and getattr(popen, "pid", None):
                # A child was there, which could not become the program.
                me.own.children.pop(popen.pid, None)
                not_born(self.slot, sys.exc_info()[1])
            for thing, end in self.own.values():
                self._closes(thing, end)
                self._closes(thing, streams.opposite(end))
        except Exception as error:
            wrong(_Start.fail, error)


@whoever
def executes(line, self, p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite, **_):
    """`Popen._execute_child`."""
    return _Start(line, self, ((p2cread, p2cwrite), (c2pwrite, c2pread), (errwrite, errread)))


class _Wait(Step):
    """Somebody waits for it, or looks whether it has ended, which collects it."""

    def __init__(self, popen, line, fields):
        super().__init__(WAIT, 0, line, fields=fields)
        self.pid = popen.pid

    @passes
    def result(self, status):
        if status is not None:
            me.reaped(self.pid, status)
        self.end()

    def raised(self, error):
        if self.open:
            self.outcome("timeout" if type(error).__name__ == "TimeoutExpired" else type(error).__name__)


def _asked(frame):
    """The line that asks, be it through functions of the same module; None where the program does not."""
    while frame is not None and frame.f_globals.get("__name__") == PACKAGE:
        frame = frame.f_back
    return None if frame is None else line_of(frame)


def _step(popen, timeout=None):
    slot = me.child(popen.pid)
    if popen.returncode is not None or not slot:
        return SILENT, 0
    fields = (actor("child", slot),)
    if timeout is not None:
        fields += (number("seconds", max(0.0, float(timeout))),)
    line = _asked(sys._getframe(4))
    return _Wait(popen, line or 0, fields), line


@whoever
def waits(line, self, timeout):
    """`Popen._wait`."""
    step, line = _step(self, timeout)
    if line is not None and step is not SILENT:
        step.begin()
        if lives(self.pid):
            step.waits("exit")
    return step


@whoever
def poll(line, self):
    """`Popen.poll`."""
    return _step(self)[0]


class _Signal:
    """A signal may be sent: only to one that is not known to have ended."""

    def __init__(self, pid, signal):
        self.pid, self.signal = pid, signal

    @passes
    def sends(self, _):
        """Just before the act."""
        signals(near(2), self.pid, int(self.signal))

    def result(self, value=None):
        """Sent, or there was nobody to send it to."""
        return value

    def fail(self):
        """It raised."""


@whoever
def signal(line, self, sig):
    """`Popen.send_signal`."""
    return _Signal(self.pid, sig)


class _Talk:
    """Everything is written and read at once, as far as each pipe has room or something to read."""

    def __init__(self, popen):
        self.popen, self.step, self.fd = popen, None, None
        self.pipes = {}
        for name in ("stdin", "stdout", "stderr"):
            file = getattr(popen, name)
            if file is not None and not file.closed:
                fd = file.fileno()
                self.pipes[fd] = (name == "stdin", outlets.known(fd, name == "stdin"))

    @passes
    def selects(self, _):
        """It may have to wait for any of them: it is told of the one that is most waited for."""
        self._leaves("timeout")
        open_ = [fd for fd in self.pipes if self.pipes[fd][1] and self._is_open(fd)]
        reads = [fd for fd in open_ if not self.pipes[fd][0]]
        writes = [fd for fd in open_ if self.pipes[fd][0]]
        if any(not streams.lacks_data(fd) for fd in reads) or any(streams.room_for(fd, 0) for fd in writes):
            return
        if reads or writes:
            fd = (reads + writes)[0]
            kind_, what = (streams.RECV, "message") if reads else (streams.SEND, "room")
            thing, end = self.pipes[fd][1]
            data = None if reads else b""
            self.fd, self.step = fd, streams.transfer(kind_, thing, end, lambda: what, near(2), data)

    def _is_open(self, fd):
        files = self.popen.stdin, self.popen.stdout, self.popen.stderr
        return any(file is not None and not file.closed and file.fileno() == fd for file in files)

    def _begins(self, fd, data=None):
        if self.step is not None and self.fd == fd and data is None:
            return
        self._leaves(None)
        is_writer, pipe = self.pipes.get(fd, (False, None))
        if pipe:
            kind_ = streams.SEND if is_writer else streams.RECV
            self.fd, self.step = fd, streams.transfer(kind_, *pipe, lambda: None, near(3), data)

    def _leaves(self, outcome):
        """What was waited for is not what came."""
        step, self.step = self.step, None
        if step is not None:
            step.outcome(outcome or "other")

    def writes(self, fd=None):
        """The next piece of the input."""
        try:
            offset = self.popen._input_offset
            self._begins(fd, self.popen._input[offset : offset + 4096])
        except Exception as error:
            wrong(self.writes, error)
        return fd

    @passes
    def written(self, size):
        step, self.step = self.step, None
        if step is not None:
            step.size = size
            step.end()

    def reads(self, fd=None):
        """What has come."""
        try:
            self._begins(fd)
        except Exception as error:
            wrong(self.reads, error)
        return fd

    @passes
    def read(self, data):
        step, self.step = self.step, None
        if step is not None:
            step.read(data, len(data))

    def result(self, value=None):
        """Everything has been said."""
        self._leaves(None)
        return value

    def fail(self):
        """Time is over, or it was interrupted."""
        try:
            error = sys.exc_info()[1]
            self._leaves("timeout" if type(error).__name__ == "TimeoutExpired" else type(error).__name__)
            self.popen = None
        except Exception as other:
            wrong(_Talk.fail, other)


@whoever
def talks(line, self, **_):
    """`Popen._communicate`."""
    talk = _Talk(self)
    return talk if any(pipe for _, pipe in talk.pipes.values()) else SILENT


MODULE = Module(
    Hooks(executes=executes, waits=waits, poll=poll, signal=signal, talks=talks),
    {
        "Popen._execute_child": Function("executes"),
        "Popen._wait": Function("waits"),
        "Popen.poll": Function("poll"),
        "Popen.send_signal": Function("signal", {"os.kill": Around("sends")}),
        "Popen._communicate": Function(
            "talks",
            {
                "selector.select": Around("selects"),
                "os.write": Around(after="written", argument="writes"),
                "os.read": Around(after="read", argument="reads"),
            },
        ),
    },
)
