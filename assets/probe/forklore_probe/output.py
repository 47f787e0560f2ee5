"""Output: what really goes to the two standard streams, told at the moment of its write.

The raw file below a stream is asked for its `write` anew each time, so one on the instance is enough: the text has
been through the buffer by then, and what never leaves the buffer is never told.
"""

import sys

from . import outlets
from .caller import frame, line_of
from .record import kind, octets, text
from .step import once, wrong
from .wrapper import alike, unseen

OUTPUT = kind("output")
PIECE = 4000


class _Stream:
    """One of the two streams."""

    def __init__(self, name):
        self.name = name
        # Told, and not yet taken by the kernel: a write may be cut short.
        self.rest = 0

    def tell(self, data, line):
        """Tells a write, in pieces that a record holds."""
        data = bytes(data)
        told, self.rest = min(self.rest, len(data)), max(0, self.rest - len(data))
        data = data[told:]
        while data:
            piece, said = _piece(data)
            once(OUTPUT, 0, line, None, len(piece), (text("stream", self.name), said))
            data = data[len(piece) :]

    def wrote(self, wanted, done):
        """The kernel took so many of the bytes."""
        self.rest += wanted - (done or 0)


def _piece(data):
    piece = data[:PIECE]
    for back in range(4):
        try:
            whole = piece[: len(piece) - back]
            return whole, text("text", whole.decode("utf-8"))
        except UnicodeDecodeError:
            if len(data) <= PIECE:
                break
    return piece, octets("text", piece)


def tell(fd, data, line):
    """Tells what the program writes to a descriptor itself."""
    try:
        if type(data) in (bytes, bytearray) and fd in _open:
            _Stream(_open[fd]).tell(data, line)
    except Exception as error:
        wrong(tell, error)


_names = ("stdout", "stderr")
# Where the two descriptors lead to, if it is to the run's own streams.
_open = {}


def _write(raw, stream):
    real = raw.write

    def write(data):
        try:
            caller = frame(1)
            stream.tell(data, line_of(caller) or 0 if caller else 0)
        except Exception as error:
            wrong(write, error)
        try:
            done = real(data)
        except BaseException as error:
            stream.rest = 0
            unseen(error)
            raise
        if done != len(data):
            stream.wrote(len(data), done)
        return done

    return alike(write, real)


def install():
    """Listens to both, where they lead to the run's own; what is written into a pipe goes to whoever reads that."""
    outlets.first()
    for fd, name in enumerate(_names, 1):
        stream = getattr(sys, name)
        below = getattr(stream, "buffer", None)
        raw = getattr(below, "raw", below)
        if raw is None:
            continue
        pipe, leads_to = outlets.known(fd, True), outlets.is_output(fd)
        if pipe:
            _listen(stream, *pipe)
        elif leads_to or not outlets.are_outputs_known():
            _open[fd] = _names[leads_to - 1] if leads_to else name
            raw.write = _write(raw, _Stream(_open[fd]))
    pipe = outlets.known(0, False)
    if pipe and sys.stdin is not None:
        _listen(sys.stdin, *pipe)


def _listen(file, thing, end):
    from . import streams

    streams.listen(file, thing, end)
