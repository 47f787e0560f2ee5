"""Streams: pipes to and from the programs that the program starts, byte by byte (Lib/subprocess.py).

The raw file at an end is asked for its methods anew each time, so ours on the instance are enough. They hold no file: it
must be closed when the program lets go of it, as it would without us.
"""

import os
import sys
from _io import FileIO
from _weakref import ref

from . import arena, gate, ledger
from .caller import near
from .connections import CLOSE, EOF, RECV, SEND
from .layout import CLASS
from .record import integer, kind, pair, text
from .shown import short
from .step import Step, note, once, wrong
from .system import capacity, lacks_data, room_for
from .wrapper import CODES, alike, unseen

PIPE = kind("pipe.create")
# As much of what goes through as is shown.
SHOWN = 80


def create(name, own, other, writes, line):
    """A pipe between this process, which has the descriptor `own`, and a program to be started, which gets `other`. Its
    two ends are called `name` and, at the program, `name` with a colon in place of the dot."""
    thing = arena.christen(CLASS["Stream"], name)
    theirs = opposite(name)
    for fd, end, is_writer in ((own, name, writes), (other, theirs, not writes)):
        arena.christen(CLASS["Object"], end, ledger.key_of_end(fd, is_writer), thing)
    ends = (theirs, name) if writes else (name, theirs)
    fields = pair("ends", *ends), text("via", "pipe"), integer("capacity", capacity(own) or 0)
    once(PIPE, thing, line, fields=fields)


def opposite(end):
    """The end of a program that is opposite to one of this process."""
    return ":".join(end.rsplit(".", 1))


class _Transfer(Step):
    """Bytes go through an end."""

    def raised(self, error):
        if self.open:
            self.outcome(type(error).__name__)

    def read(self, data, size):
        """So much has come; nothing at all is the end of the file."""
        if not size:
            note(EOF, self.object, self.line, fields=self.fields)
            self.outcome("eof")
            return
        self.size, self.value = size, short(bytes(data[:SHOWN]))
        self.end()


def transfer(kind_, thing, end, lacks, line, data=None):
    """A transfer that begins now, and waits if something is missing."""
    value, size = (None, None) if data is None else (short(bytes(data[:SHOWN])), len(data))
    step = _Transfer(kind_, thing, line, value, size, fields=(text("end", end),))
    step.begin()
    # A program that is seen from outside never says that it has arrived: nobody could give us leave.
    what = None if gate.is_on else lacks()
    if what:
        step.waits(what)
    return step


def reads(thing, end, fd):
    """Somebody reads from a descriptor."""
    return transfer(RECV, thing, end, lambda: "message" if lacks_data(fd) else None, near(2))


def writes(thing, end, fd, data):
    """Somebody writes to a descriptor."""
    data = memoryview(data).cast("B")
    return transfer(SEND, thing, end, lambda: None if room_for(fd, len(data)) else "room", near(2), data)


def _told(begin, finish, real, raw, *args):
    """The real thing, with a step around it; whatever becomes of the step."""
    step = None
    try:
        step = begin(raw, *args)
    except Exception as error:
        _failed(begin, error)
    try:
        result = real(raw, *args)
    except BaseException as error:
        if step is not None:
            step.fail()
        unseen(error)
        raise
    try:
        if step is not None:
            finish(step, result, *args)
    except Exception as error:
        _failed(finish, error)
    return result


CODES.add(_told.__code__)


def _read_into(step, size, room):
    step.read(memoryview(room).cast("B")[: min(size or 0, SHOWN)], size or 0)


def _read(step, data, *_):
    step.read(data or b"", len(data or b""))


def _written(step, size, *_):
    step.size = size
    step.end()


def listen(file, thing, end):
    """Listens to what the program does with an end that it has as a file."""
    below = getattr(file, "buffer", file)
    raw = getattr(below, "raw", below)
    # One without a buffer is the program's own: it may keep a method of it, which has to keep the file.
    if type(raw) is not FileIO or raw is file:
        return
    weak, fd = ref(raw), raw.fileno()

    def wrapped(name, begin, finish):
        real = getattr(FileIO, name)

        def method(*args):
            return _told(begin, finish, real, weak(), *args)

        setattr(raw, name, alike(method, real))

    wrapped("write", lambda raw, data: writes(thing, end, raw.fileno(), data), _written)
    wrapped("readinto", lambda raw, room: reads(thing, end, raw.fileno()), _read_into)
    wrapped("readall", lambda raw: reads(thing, end, raw.fileno()), _read)
    wrapped("read", lambda raw, *size: reads(thing, end, raw.fileno()), _read)

    raw.close = alike(_close(weak, fd, thing, end), FileIO.close)


def _close(weak, fd, thing, end):
    told, real, by_number, closed = closes, FileIO.close, os.close, []

    def close():
        raw = weak()
        if raw is None and closed:
            # Whoever has kept this method may close again what is gone; its number may be another's by now.
            return None
        try:
            told(raw, thing, end)
        except Exception as error:
            # At the very end of the interpreter nothing of ours is left to tell with.
            del error
        closed.append(True)
        # In a circle of garbage the file is no longer to be had when it is asked to close itself.
        return by_number(fd) if raw is None else real(raw)

    return close


def closes(raw, thing, end):
    """An end is about to be closed here."""
    try:
        if raw is None or not raw.closed:
            once(CLOSE, thing, near(2), fields=(text("end", end),))
    except Exception as error:
        _failed(closes, error)


def _failed(where, error):
    """At the very end of the interpreter nothing of ours is left to tell with."""
    if not sys.is_finalizing():
        wrong(where, error)
