"""Listeners: who listens at an address, who connects to it, and whether the key is right
(Lib/multiprocessing/connection.py)."""

import sys

from _thread import _local

from . import arena, caller, ledger, peers
from .contexts import named
from .graft import Around, Function
from .hook import by_program, whoever
from .record import kind, pair, text
from .step import SILENT, note, once, passes, until, wrong
from .system import lacks_data

LISTEN, CONNECT = kind("net.listen"), kind("net.connect")
ACCEPT, AUTH, OPEN = kind("net.accept"), kind("net.auth"), kind("pipe.open")
# An address that the library has thought up is another one in every run.
OWN = "a socket of its own"


def where(address):
    """An address as it stands in an event; None for one that the library has thought up."""
    if type(address) is tuple:
        return "%s:%s" % address[:2]
    if type(address) is str and "/pymp-" not in address:
        return address
    return None


def spot(address):
    """The same place, whatever its host is called by those who come."""
    return "port %s" % (address[1],) if type(address) is tuple else str(address)


def told_address(address):
    """The field of an event with an address that the program knows."""
    known = where(address)
    return () if known is None else (text("address", known),)


def _key(address):
    return ledger.key_of_name("listener " + spot(address))


def _number(address):
    known = arena.object_with(_key(address))
    return known[0] if known else 0


class Connecting:
    """Somebody connects, and shows the key."""

    def __init__(self, number, line, fields):
        self.number, self.line, self.fields, self.through = number, line, fields, False

    def connected(self, connection=None):
        """There is a connection; there may be a key to be shown."""
        return connection

    @passes
    def checked(self, _):
        self.through = True
        note(AUTH, self.number, self.line, fields=self.fields)

    def result(self, value=None):
        """It is connected."""
        return value

    def fail(self):
        """It is not."""
        try:
            error = type(sys.exc_info()[1]).__name__
            if not self.through:
                what = AUTH if error == "AuthenticationError" else self.before
                note(what, self.number, self.line, fields=self.fields + (text("outcome", error),))
        except Exception as error:
            wrong(self.fail, error)

    before = CONNECT


def connects(number, line, address, make=Connecting):
    """Somebody is about to connect."""
    fields = (text("address", address),)
    once(CONNECT, number, line, fields=fields)
    return make(number, line, fields)


class _Ends(Connecting):
    """Somebody who will have an end of a connection: `end`, as soon as there is a socket."""

    end = None

    def __init__(self, number, line, fields):
        super().__init__(number, line, fields)
        self.wish = caller.wish(sys._getframe(1))

    @passes
    def begins(self, _):
        _making.step = self

    @passes
    def result(self, connection):
        end = self.end
        if end is None:
            return
        names = peers.ends(end.number)
        own = names[end.side]
        ledger.enter(connection, end.number, own)
        fields = pair("ends", *names), text("end", own), text("via", end.via)
        note(OPEN, end.number, self.line, fields=fields if end.is_seen else fields + (text("peer", "outside"),))


# Whose socket this thread is about to make.
_making = _local()


def _made_for(class_):
    """Whose socket is being made here; None, where the library has it for itself."""
    step, _making.step = getattr(_making, "step", None), None
    return step if isinstance(step, class_) else None


class _Dials(_Ends):
    def fail(self):
        """It is not connected."""
        super().fail()
        try:
            if self.end is not None:
                self.end.fails()
        except Exception as error:
            wrong(self.fail, error)


@by_program
def client(line, address, **_):
    """`Client`."""
    return connects(_number(address), line, where(address) or OWN, _Dials)


class _Socket:
    """A socket that is being made for a step."""

    def __init__(self, step):
        self.step, self.socket = step, None

    def result(self, value=None):
        """It is made."""
        return value

    def fail(self):
        """It is not."""


class _Dialled(_Socket):
    def __init__(self, step):
        super().__init__(step)
        self.turn = peers.Turn(step.number)

    @passes
    def dials(self, connect):
        self.socket, step = connect.__self__, self.step
        self.turn.take()
        step.end = peers.Dialled(self.socket, step.wish, step.number)

    @passes
    def reached(self, _):
        self.turn.give()
        if self.step.end is not None:
            self.step.end.reached(self.socket)

    def fail(self):
        """It is not."""
        self.turn.give()


@whoever
def dials(line, **_):
    """`SocketClient`."""
    step = _made_for(_Dials)
    return step and _Dialled(step)


class _Met(_Socket):
    @passes
    def meets(self, setblocking):
        self.step.end = peers.Accepted(setblocking.__self__)


@whoever
def meets(line, **_):
    """`SocketListener.accept`."""
    step = _made_for(_Accepts)
    return step and _Met(step)


class _Listens:
    def __init__(self, listener, line, wish):
        self.listener, self.line, self.wish = listener, line, wish

    @passes
    def result(self, _):
        address = self.listener._listener._address
        number = named("Listener", self.wish, _key(address))
        ledger.enter(self.listener, number)
        note(LISTEN, number, self.line, fields=(text("address", where(address) or OWN),))

    def fail(self):
        """It could not."""


@by_program
def listener(line, self, **_):
    """`Listener()`."""
    names = caller.targets(sys._getframe(2))
    return _Listens(self, line, names[0] if len(names) == 1 else None)


class _Accepts(_Ends):
    before = ACCEPT

    def __init__(self, listener, number, line):
        address = listener._listener._address
        super().__init__(number, line, (text("address", where(address) or OWN),))
        self.fd = listener._listener._socket.fileno()

    @passes
    def idles(self, _):
        until(ACCEPT, lambda: "message" if lacks_data(self.fd) else None)
        _making.step = self

    @passes
    def connected(self, _):
        note(ACCEPT, self.number, self.line, fields=self.fields)

    @passes
    def result(self, connection):
        if self.end is not None:
            self.end.joins(self.number, self.wish)
        super().result(connection)


@by_program
def accept(line, self):
    """`Listener.accept`."""
    entry = ledger.find(self)
    return _Accepts(self, entry[0], line) if entry and self._listener is not None else SILENT


HOOKS = dict(client=client, dials=dials, listener=listener, accept=accept, meets=meets)
FUNCTIONS = {
    "Listener.__init__": Function("listener"),
    "Listener.accept": Function(
        "accept",
        {"self._listener.accept": Around("idles", "connected"), "answer_challenge": Around(None, "checked")},
    ),
    "SocketListener.accept": Function("meets", {"s.setblocking": Around(called="meets")}),
    "Client": Function("client", {"SocketClient": Around("begins"), "deliver_challenge": Around(None, "checked")}),
    "SocketClient": Function("dials", {"s.connect": Around(None, "reached", called="dials")}),
}
