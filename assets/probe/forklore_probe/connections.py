"""Connections: the ends of pipes (Lib/multiprocessing/connection.py)."""

from . import gate, ledger, listeners
from .graft import OF_THE_LIBRARY, Around, Function, Module, can_be_marked
from .hook import Hooks, by_program, through, whoever
from .record import integer, kind, text
from .shown import short
from .step import SILENT, Question, Step, arrive, note, once, passes, until
from .system import fill, lacks_data, room_for

SEND, RECV, POLL = kind("pipe.send"), kind("pipe.recv"), kind("pipe.poll")
CLOSE, EOF = kind("pipe.close"), kind("pipe.eof")


class _Send(Step):
    @passes
    def sends(self, data):
        self.size = len(data)
        self.begin()
        self.needs(lambda: None if room_for(self.connection._handle, self.size) else "room")


class _Recv(Step):
    @passes
    def looks(self, _):
        self.begin()
        self.needs(lambda: "message" if lacks_data(self.connection._handle) else None)

    @passes
    def received(self, data):
        if data is not None:
            self.size = len(data.getbuffer())

    @passes
    def result(self, value):
        self.value = short(value)
        self.end(integer("fill", fill(self.connection._handle)))

    def raised(self, error):
        if not self.open:
            return
        if isinstance(error, EOFError):
            note(EOF, self.object, self.line, fields=self.fields)
        self.outcome(type(error).__name__)


def _step(kind_, connection, line, make=Step, value=None):
    entry = ledger.find_end(connection)
    if entry is None or entry[1] is None:
        return SILENT
    step = make(kind_, entry[0], line, value, fields=(text("end", entry[1]),))
    step.connection = connection
    return step


@by_program
def send(line, self, obj):
    """`Connection.send`."""
    return _step(SEND, self, line, _Send, short(obj))


@by_program
def send_bytes(line, self, buf, **_):
    """`Connection.send_bytes`."""
    return _step(SEND, self, line, _Send, short(buf))


@by_program
def recv(line, self, **_):
    """`Connection.recv` and `recv_bytes`."""
    return _step(RECV, self, line, _Recv)


@by_program
def poll(line, self, timeout):
    """`Connection.poll`."""
    step = _step(POLL, self, line, Question)
    if step is not SILENT:
        arrive(POLL, step.object, line)
    return step


def _close(line, self):
    """`Connection.close`, and the end of a `with` around it."""
    if self._handle is not None:
        step = _step(CLOSE, self, line)
        if step is not SILENT:
            once(CLOSE, step.object, line, fields=step.fields)


class _RecvInto(_Recv):
    @passes
    def received(self, data):
        self.size, self.value = data.tell(), short(data.getvalue())

    @passes
    def result(self, _):
        self.end(integer("fill", fill(self.connection._handle)))


@by_program
def recv_into(line, self, **_):
    """`Connection.recv_bytes_into`."""
    return _step(RECV, self, line, _RecvInto)


HOOKS = Hooks(
    send=send,
    send_bytes=send_bytes,
    recv=recv,
    recv_into=recv_into,
    poll=poll,
    close=through("multiprocessing.connection", _close),
    **listeners.HOOKS
)


class _Pieces:
    """In a gated run: only what surely fits is written at once, and only what is there is read, so that nobody is ever
    asleep in the kernel."""

    def __init__(self, connection):
        self.fd = connection._handle

    def piece(self, data):
        """As much as fits, when there is room."""
        until(SEND, lambda: None if room_for(self.fd, 0) else "room")
        return data[:PIECE]

    def looks(self, value=None):
        """When something is there, or nothing will ever be."""
        until(RECV, lambda: "message" if lacks_data(self.fd) else None)
        return value

    def result(self, value=None):
        """All of it went through."""
        return value

    def fail(self):
        """It raised."""


PIECE = 4096


@whoever
def pieces(line, self, **_):
    """`Connection._send` and `_recv`."""
    return _Pieces(self)


_RECEIVES = {"self._recv_bytes": Around("looks", "received")}
_SENDS = {"self._send_bytes": Around(argument="sends")}
MODULE = Module(
    HOOKS,
    {
        "_ConnectionBase.send": Function("send", _SENDS),
        # A queue of the program's has its ends for itself.
        "_ConnectionBase.send_bytes": Function("send_bytes", _SENDS, OF_THE_LIBRARY),
        "_ConnectionBase.recv": Function("recv", _RECEIVES),
        "_ConnectionBase.recv_bytes": Function("recv", _RECEIVES, OF_THE_LIBRARY),
        "_ConnectionBase.recv_bytes_into": Function("recv_into", {"self._recv_bytes": Around("looks", "received")}),
        "_ConnectionBase.poll": Function("poll"),
        "_ConnectionBase.close": Function("close"),
        **listeners.FUNCTIONS,
    },
    complete=lambda connection: can_be_marked(connection._ConnectionBase),
)
if gate.is_on:
    HOOKS.pieces = pieces
    MODULE.functions["Connection._send"] = Function("pieces", {"write": Around(argument="piece", at=1)})
    MODULE.functions["Connection._recv"] = Function("pieces", {"read": Around("looks")})
