"""Listeners: who listens at an address, who connects to it, and whether the key is right
(Lib/multiprocessing/connection.py)."""

import sys

from . import arena, caller, ledger
from .contexts import named
from .graft import Around, Function
from .hook import by_program
from .record import kind, text
from .step import SILENT, note, once, passes, until, wrong
from .system import lacks_data

LISTEN, CONNECT = kind("net.listen"), kind("net.connect")
ACCEPT, AUTH = kind("net.accept"), kind("net.auth")
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


@by_program
def client(line, address, **_):
    """`Client`."""
    return connects(_number(address), line, where(address) or OWN)


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


class _Accepts(Connecting):
    before = ACCEPT

    def __init__(self, listener, number, line):
        address = listener._listener._address
        super().__init__(number, line, (text("address", where(address) or OWN),))
        self.fd = listener._listener._socket.fileno()

    @passes
    def idles(self, _):
        until(ACCEPT, lambda: "message" if lacks_data(self.fd) else None)

    @passes
    def connected(self, _):
        note(ACCEPT, self.number, self.line, fields=self.fields)


@by_program
def accept(line, self):
    """`Listener.accept`."""
    entry = ledger.find(self)
    return _Accepts(self, entry[0], line) if entry and self._listener is not None else SILENT


HOOKS = dict(client=client, listener=listener, accept=accept)
FUNCTIONS = {
    "Listener.__init__": Function("listener"),
    "Listener.accept": Function(
        "accept",
        {"self._listener.accept": Around("idles", "connected"), "answer_challenge": Around(None, "checked")},
    ),
    "Client": Function("client", {"deliver_challenge": Around(None, "checked")}),
}
