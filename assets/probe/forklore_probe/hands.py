"""Hands: who has the interpreter's big lock, as the program's own threads see it.

A thread that computes looks at its clock now and then (`time.thread_time()`). If another thread of the process has
looked since, the lock was handed over: away from us after our last look, and back to us before this one. Only memory is
written here, nothing waits: a look does not give the lock away.

What was so at our last look is told late. Until then our ring says that something so old may still come.
"""

import _thread
import os
import sys
import time
from time import monotonic_ns

from . import arena, caller, gate, me
from .layout import CLASS
from .record import BEGIN, END, WAIT, body, kind, text
from .step import wrong
from .wrapper import alike

TAKE, DROP = kind("gil.take"), kind("gil.drop")
_here = _thread._local()
_ASKED, _WAITS = (text("outcome", "asked"),), (text("for", "release"),)


class _Lock:
    """The lock of this process, and who was seen to have it last."""

    def __init__(self):
        self.pid, self.holder, self.free = os.getpid(), 0, _thread.allocate_lock()
        name = me.own.names.thing(me.name(me.own.slot), None, "GIL")
        self.thing = arena.christen(CLASS["GIL"], name)


_lock = None


def _look():
    """This thread runs: it has the lock."""
    mouth, lock = me.voice(), _of_this_process()
    last, told = getattr(_here, "last", 0), []
    # Before the clock is read: nothing that comes later may be let past what we are about to say.
    arena.doubles[mouth.busy_at] = arena.doubles[mouth.busy_at] or mouth.last
    if not lock.free.acquire(False):
        # Somebody was interrupted in the middle of a look: ours does not count.
        return
    now = monotonic_ns()
    holder, lock.holder = lock.holder, mouth.slot
    lock.free.release()
    if holder != mouth.slot:
        if last:
            told += [(last, _said(DROP, None, _ASKED)), (last, _said(TAKE, BEGIN)), (last, _said(TAKE, WAIT, _WAITS))]
        else:
            told.append((now, _said(TAKE, BEGIN)))
        told.append((now, _said(TAKE, END)))
    mouth.recall(told, now)
    _here.last = now


def _of_this_process():
    global _lock
    if _lock is None or _lock.pid != me.own.pid:
        with arena.turn:
            if _lock is None or _lock.pid != me.own.pid:
                _lock, _here.last = _Lock(), 0
    return _lock


def _said(what, phase, fields=()):
    return body(what, phase, _lock.thing, 0, None, None, fields)


def _ends():
    """This thread comes to its end, and lets go."""
    if _lock is None or _lock.pid != me.own.pid or not getattr(_here, "last", 0):
        return
    try:
        _look()
        mouth, last, _here.last = me.voice(), _here.last, 0
        if _lock.holder == mouth.slot:
            _lock.holder = 0
            mouth.tell(DROP, None, _lock.thing)
        else:
            mouth.recall([(last, _said(DROP, None, _ASKED))], 0)
    except Exception as error:
        wrong(_ends, error)


def _thread_time(real):
    def thread_time():
        if me.own.title != "MainProcess" and caller.line_of(sys._getframe(1)) is not None:
            try:
                _look()
            except Exception as error:
                wrong(_look, error)
        return real()

    return alike(thread_time, real)


def install():
    """Puts ours in the place of theirs, in a lesson on a build that has such a lock."""
    if caller.is_one_program() and not gate.is_on and getattr(sys, "_is_gil_enabled", lambda: True)():
        time.thread_time = _thread_time(time.thread_time)
        me.before_end.append(_ends)
