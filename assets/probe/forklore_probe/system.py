"""The system's own calls: fork, wait, kill, exit, sleep; and what the kernel says of a descriptor."""

import _thread
import fcntl
import os
import sys
import time

from . import arena, gate, me
from .caller import line_of, near
from .layout import ENDED, PROCESS_LIMIT, REFUSED, STATE, STOPPING
from .output import tell as tell_output
from .record import actor, integer, kind, number, text
from .step import Step, note, once, wrong
from .wrapper import alike, as_asked, put, unseen

FORK, WAIT, SIGNAL, GONE = kind("process.fork"), kind("process.wait"), kind("process.signal"), kind("process.gone")
SLEEP = kind("time.sleep")
_FIONREAD, _GETPIPE_SZ, _PIPE_BUF = 0x541B, 1032, 4096

_coming = _thread._local()


def fill(fd):
    """Bytes waiting to be read."""
    return int.from_bytes(fcntl.ioctl(fd, _FIONREAD, b"\0\0\0\0"), sys.byteorder)


def capacity(fd):
    """Bytes that a pipe holds, or None for what is no pipe."""
    try:
        return fcntl.fcntl(fd, _GETPIPE_SZ)
    except OSError:
        return None


def lacks_data(fd):
    """Whether a read would have to wait right now."""
    from select import POLLIN, poll

    look = poll()
    look.register(fd, POLLIN)
    return not look.poll(0)


def room_for(fd, size):
    """Whether a message of this size surely goes through at once."""
    return Room(fd).holds(size)


class Room:
    """The room in a pipe, for whoever asks for it again and again."""

    def __init__(self, fd):
        from select import POLLOUT, poll

        self.fd, self.look = fd, poll()
        self.look.register(fd, POLLOUT)

    def holds(self, size):
        """Whether a message of this size surely goes through at once."""
        if not self.look.poll(0):
            return False
        if size + 4 <= _PIPE_BUF:
            return True
        holds = capacity(self.fd)
        return holds is None or fill(self.fd) + size + 4 <= holds


class Child:
    """A child process to come: what it will be called, and what it will say first."""

    def __init__(self, wish, title, daemon=False, role=""):
        self.wish, self.title, self.daemon, self.role = wish, title, daemon, role
        self.slot = 0
        self.size = None


def expect(child):
    """The next process that this thread makes is this one."""
    _coming.child = child


def expects_bytes(size):
    """The next process that this thread makes is sent so many bytes."""
    child = getattr(_coming, "child", None)
    if child is not None:
        child.size = size


def expected():
    """The process that this thread is expected to make, once; None where none is."""
    child = getattr(_coming, "child", None)
    _coming.child = None
    return child


def _before_fork():
    """Claims the child's slot and tells the fork."""
    if getattr(_coming, "forking", None):
        return
    if me.own.role == "server":
        _coming.forking = Child("child", "")
        _coming.forking.slot = -1
        return
    try:
        _coming.forking = child = expected() or Child("child", me.own.title)
        child.slot = me.claim_child(child.wish)
        once(FORK, 0, near(2), fields=(actor("child", child.slot), text("method", "fork")), target=child.slot)
    except arena.Full:
        _coming.forking = None
    except Exception as error:
        wrong(_before_fork, error)


def _in_child():
    child, _coming.forking = getattr(_coming, "forking", None), None
    arena.forget_turn()
    if child is None or not child.slot:
        # There was no room for it, and the ring that it has is its parent's.
        me.be_nobody()
        return
    if me.own.role == "server":
        # What a fork server forks learns who it is from its `_bootstrap`.
        me.be_nobody()
        return
    me.become_process(child.slot, child.title, child.daemon, child.role)


def _in_parent():
    _coming.forked, _coming.forking = getattr(_coming, "forking", None), None


def refused():
    """Why there may be no further process, or None."""
    if arena.words[STOPPING // 4]:
        return "the run is being ended"
    most = arena.words[PROCESS_LIMIT // 4]
    if arena.living() < most:
        return None
    arena.words[REFUSED // 4] = 1
    return "%d processes are alive, and a lesson may have no more" % most


def _fork(real):
    def fork(*args):
        refusal = None if args else refused()
        if refusal:
            raise BlockingIOError(11, refusal)
        try:
            pid = as_asked(real, *args)
        except BaseException as error:
            _not_born(error)
            unseen(error)
            raise
        _has_forked(pid)
        return pid

    return alike(fork, real)


def _forkpty(real):
    def forkpty(*args):
        refusal = None if args else refused()
        if refusal:
            raise BlockingIOError(11, refusal)
        try:
            pid, fd = as_asked(real, *args)
        except BaseException as error:
            _not_born(error)
            unseen(error)
            raise
        _has_forked(pid)
        return pid, fd

    return alike(forkpty, real)


def _has_forked(pid):
    if pid:
        child, _coming.forked = getattr(_coming, "forked", None), None
        if child is not None and child.slot > 0:
            me.has_child(pid, child.slot)


def _not_born(error):
    child, _coming.forked = getattr(_coming, "forked", None), None
    if child is not None:
        not_born(child.slot, error)


def not_born(slot, error):
    """A child that was announced could not be made."""
    arena.words[(arena.slot_at(slot) + STATE) // 4] = ENDED
    fields = (actor("child", slot), text("outcome", type(error).__name__))
    most = most_processes()
    if most is not None:
        fields += (integer("count", most),)
    note(GONE, 0, near(3), fields=fields)


def most_processes():
    """How many processes and threads this one's user may have, as far as this process goes; None: as many as it likes.

    The program may have lowered it itself."""
    try:
        import resource

        most = resource.getrlimit(resource.RLIMIT_NPROC)[0]
        return None if most == resource.RLIM_INFINITY else most
    except Exception:
        return None


def announced(child):
    """The fork that this thread is about to make is that of a program that has been announced: it is not told again."""
    _coming.forking = child


def _exit(real):
    def _exit(*args, **named):
        status = args[0] if args else named.get("status")
        if type(status) is int:
            try:
                me.end_process(status & 0xFF)
            except Exception as error:
                wrong(_exit, error)
        try:
            real(*args, **named)
        except BaseException as error:
            unseen(error)
            raise

    return alike(_exit, real)


def exit_code(status):
    """Python's exit code of a wait status: the code, or minus the signal."""
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def lives(pid):
    """Whether a child has not ended yet; nothing is collected by asking."""
    try:
        which, who = (os.P_PID, pid) if pid > 0 else (os.P_ALL, 0)
        return os.waitid(which, who, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    except OSError:
        return False


def _wait(real, pid_of, options_of):
    """Around `wait`, `waitpid`, `wait3`, `wait4`: `pid_of` and `options_of` find what they ask for in their arguments."""

    def wait(*args, **named):
        line = line_of(sys._getframe(1))
        step = None
        if line is not None:
            step = _waiting(line, pid_of(args), options_of(args, named))
        try:
            found = real(*args, **named)
        except BaseException as error:
            if step is not None:
                step.fail()
            unseen(error)
            raise
        _waited(step, found[0], found[1])
        return found

    return alike(wait, real)


# CLD_EXITED, CLD_KILLED, CLD_DUMPED (sigaction(2)); before 3.9 `os` has not all of them.
_ENDS = (1, 2, 3)


def _waitid(real):
    def waitid(*args):
        line = line_of(sys._getframe(1))
        asks = len(args) == 3 and type(args[2]) is int
        step = _waiting(line, args[1] if args[0] == os.P_PID else -1, args[2]) if asks and line is not None else None
        try:
            found = real(*args)
        except BaseException as error:
            if step is not None:
                step.fail()
            unseen(error)
            raise
        collects = asks and found is not None and not args[2] & os.WNOWAIT and found.si_code in _ENDS
        # As a wait status has it: the code in the upper byte, a signal in the lower.
        status = found.si_status << (8 if found.si_code == os.CLD_EXITED else 0) if collects else 0
        _waited(step, found.si_pid if collects else 0, status)
        return found

    return alike(waitid, real)


def _waiting(line, pid, options):
    if type(pid) is not int or type(options) is not int:
        return None
    slot = me.child(pid) if pid > 0 else 0
    step = Step(WAIT, 0, line, fields=(actor("child", slot),) if slot else (), target=slot)
    try:
        if not options & os.WNOHANG:
            step.begin()
            step.needs(lambda: "exit" if lives(pid) else None)
    except Exception as error:
        wrong(_waiting, error)
    return step


def _waited(step, pid, status):
    try:
        if pid and not (os.WIFSTOPPED(status) or os.WIFCONTINUED(status)):
            me.reaped(pid, exit_code(status))
        if step is not None:
            step.end()
    except Exception as error:
        wrong(_waited, error)


def _kill(real):
    def kill(*args, **named):
        line = line_of(sys._getframe(1))
        if line is not None:
            signals(line, *args, **named)
        try:
            return real(*args, **named)
        except BaseException as error:
            unseen(error)
            raise

    return alike(kill, real)


def signals(line, pid=0, signal=0, *_):
    """Tells that a signal is about to be sent."""
    try:
        slot = me.child(pid) if pid != os.getpid() else me.own.slot
        name = signal_name(signal)
        fields = (text("signal", name),) + ((actor("target", slot),) if slot else ())
        once(SIGNAL, 0, line, fields=fields, target=slot, about=name)
    except Exception as error:
        wrong(signals, error)


def signal_name(signal):
    """`SIGTERM`."""
    import _signal

    for name in dir(_signal):
        if name.startswith("SIG") and not name.startswith("SIG_") and getattr(_signal, name) == signal:
            return name
    return str(signal)


def _sleep(real):
    def sleep(*args):
        line = line_of(sys._getframe(1))
        if line is None or len(args) != 1 or type(args[0]) not in (int, float) or not args[0] >= 0:
            try:
                return real(*args)
            except BaseException as error:
                unseen(error)
                raise
        step = _sleeping(line, args[0])
        try:
            # In a gated run time is virtual: sleeps end at once, and are told.
            return step.result(None if gate.is_on else real(*args))
        except BaseException as error:
            step.fail()
            unseen(error)
            raise

    return alike(sleep, real)


def _sleeping(line, seconds):
    step = Step(SLEEP, 0, line, fields=(number("seconds", seconds),))
    try:
        step.begin_at_once()
    except Exception as error:
        wrong(_sleeping, error)
    return step


def _write(real):
    def write(*args):
        line = line_of(sys._getframe(1))
        if line is not None and len(args) == 2 and args[0] in (1, 2):
            tell_output(args[0], args[1], line)
        try:
            return real(*args)
        except BaseException as error:
            unseen(error)
            raise

    return alike(write, real)


def install():
    """Puts ours in the place of theirs."""
    os.register_at_fork(before=_before_fork, after_in_child=_in_child, after_in_parent=_in_parent)
    put(os, "fork", _fork)
    put(os, "_exit", _exit)
    put(os, "forkpty", _forkpty)
    put(os, "kill", _kill)
    put(os, "killpg", _kill)
    put(os, "waitid", _waitid)
    put(time, "sleep", _sleep)
    put(os, "write", _write)
    put(os, "wait", _wait, lambda args: -1, lambda args, named: None if args or named else 0)
    put(os, "wait3", _wait, lambda args: -1, lambda args, named: args[0] if args else named.get("options"))
    for name in ("waitpid", "wait4"):
        put(os, name, _wait, lambda args: args[0] if len(args) == 2 else None, lambda args, _: args[-1])
