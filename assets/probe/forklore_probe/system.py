"""The system's own calls: fork, wait, kill, exit, sleep; and what the kernel says of a descriptor."""

import _thread
import fcntl
import os
import sys
import time
from array import array

from . import arena, me
from .caller import line_of, near
from .layout import ENDED, PROCESS_LIMIT, REFUSED, STATE, STOPPING
from .record import actor, kind, number, text
from .step import Step, note, once, wrong
from .wrapper import alike, unseen

FORK, WAIT, SIGNAL, GONE = kind("process.fork"), kind("process.wait"), kind("process.signal"), kind("process.gone")
SLEEP = kind("time.sleep")
_FIONREAD, _GETPIPE_SZ, _PIPE_BUF = 0x541B, 1032, 4096

_coming = _thread._local()


def fill(fd):
    """Bytes waiting to be read."""
    room = array("i", [0])
    fcntl.ioctl(fd, _FIONREAD, room)
    return room[0]


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
    from select import POLLOUT, poll

    look = poll()
    look.register(fd, POLLOUT)
    if not look.poll(0):
        return False
    if size + 4 <= _PIPE_BUF:
        return True
    holds = capacity(fd)
    return holds is None or fill(fd) + size + 4 <= holds


class Child:
    """A child process to come: what it will be called, and what it will say first."""

    def __init__(self, wish, title, daemon=False, role=""):
        self.wish, self.title, self.daemon, self.role = wish, title, daemon, role
        self.slot = 0


def expect(child):
    """The next process that this thread makes is this one."""
    _coming.child = child


def _expected():
    child = getattr(_coming, "child", None)
    _coming.child = None
    return child or Child("child", me.own.title)


def _before_fork():
    """Claims the child's slot and tells the fork."""
    if getattr(_coming, "forking", None):
        return
    try:
        _coming.forking = child = _expected()
        child.slot = me.claim_child(child.wish)
        once(FORK, 0, near(2), fields=(actor("child", child.slot), text("method", "fork")))
    except arena.Full:
        _coming.forking = None
        me.odd("this run has had as many actors as it can have: a process is not seen")
    except Exception as error:
        wrong(_before_fork, error)


def _in_child():
    child, _coming.forking = getattr(_coming, "forking", None), None
    arena.forget_turn()
    if child is None or not child.slot:
        return
    me.become_process(child.slot, child.title, child.daemon, child.role)


def _in_parent():
    _coming.forked, _coming.forking = getattr(_coming, "forking", None), None


def _refused():
    """Why there may be no further process, or None."""
    if arena.words[STOPPING // 4]:
        return "the run is being ended"
    most = arena.words[PROCESS_LIMIT // 4]
    if arena.living() < most:
        return None
    arena.words[REFUSED // 4] = 1
    return "%d processes are alive, and a lesson may have no more" % most


def _fork(real):
    def fork():
        refusal = _refused()
        if refusal:
            raise BlockingIOError(11, refusal)
        try:
            pid = real()
        except OSError as error:
            _not_born(error)
            unseen(error)
            raise
        if pid:
            child, _coming.forked = getattr(_coming, "forked", None), None
            if child is not None:
                me.has_child(pid, child.slot)
        return pid

    return alike(fork, real)


def _not_born(error):
    child, _coming.forked = getattr(_coming, "forked", None), None
    if child is not None:
        arena.words[(arena.slot_at(child.slot) + STATE) // 4] = ENDED
        fields = (actor("child", child.slot), text("outcome", type(error).__name__))
        note(GONE, 0, near(3), fields=fields)


def _exit(real):
    def _exit(status):
        try:
            me.end_process(status & 0xFF)
        except Exception as error:
            wrong(_exit, error)
        real(status)

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


def _wait(real, pid_of, blocks):
    """Around `wait`, `waitpid`, `wait3`, `wait4`."""

    def wait(*args, **named):
        line = line_of(sys._getframe(1))
        if line is None:
            return real(*args, **named)
        step = _waiting(line, pid_of(*args, **named), blocks(*args, **named))
        try:
            found = real(*args, **named)
        except BaseException as error:
            step.fail()
            unseen(error)
            raise
        _waited(step, found)
        return found

    return alike(wait, real)


def _waiting(line, pid, blocks):
    slot = me.child(pid) if pid > 0 else 0
    step = Step(WAIT, 0, line, fields=(actor("child", slot),) if slot else ())
    try:
        if blocks:
            step.begin()
            if lives(pid):
                step.waits("exit")
    except Exception as error:
        wrong(_waiting, error)
    return step


def _waited(step, found):
    try:
        if found[0]:
            me.reaped(found[0], exit_code(found[1]))
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
        fields = (text("signal", signal_name(signal)),)
        once(SIGNAL, 0, line, fields=fields + ((actor("target", slot),) if slot else ()))
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
        if line is None or len(args) != 1:
            return real(*args)
        step = _sleeping(line, args[0])
        try:
            return step.result(real(*args))
        except BaseException as error:
            step.fail()
            unseen(error)
            raise

    return alike(sleep, real)


def _sleeping(line, seconds):
    step = Step(SLEEP, 0, line, fields=(number("seconds", seconds),) if type(seconds) in (int, float) else ())
    try:
        step.begin_at_once()
    except Exception as error:
        wrong(_sleeping, error)
    return step


def install():
    """Puts ours in the place of theirs."""
    os.register_at_fork(before=_before_fork, after_in_child=_in_child, after_in_parent=_in_parent)
    os.fork = _fork(os.fork)
    os._exit = _exit(os._exit)
    os.kill = _kill(os.kill)
    time.sleep = _sleep(time.sleep)
    any_child = lambda *_, **__: -1  # noqa: E731
    always = lambda *_, **__: True  # noqa: E731
    hangs = lambda options=0, **_: not options & os.WNOHANG  # noqa: E731
    os.wait = _wait(os.wait, any_child, always)
    os.waitpid = _wait(os.waitpid, lambda pid, options: pid, lambda pid, options: hangs(options))
    os.wait3 = _wait(os.wait3, any_child, hangs)
    os.wait4 = _wait(os.wait4, lambda pid, options: pid, lambda pid, options: hangs(options))
