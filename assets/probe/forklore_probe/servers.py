"""Managers, seen from their server: who connects, and what each thread of it does for whom
(Lib/multiprocessing/managers.py)."""

from . import arena, gate, ledger, me
from .graft import Around, Function
from .hook import whoever
from .listeners import ACCEPT, AUTH, LISTEN, told_address, where
from .managers import START, key_of_caller, key_of_manager, key_of_referent, module
from .managers import request as told_request
from .record import actor, kind, text
from .shown import short
from .step import Step, is_time, milliseconds, note, passes, until, wrong
from .system import lacks_data
from .thread_meetings import is_held, service

SERVE = kind("manager.serve")
# Connections that the program asks for, by calling or by connecting; all others are the library's own business.
_of_the_program = ("accept_connection", "dummy")
MOST = 64


class _Forever:
    """A server's main thread, which does nothing."""

    def __init__(self, server):
        self.server = server

    @passes
    def idles(self, _):
        until(SERVE, lambda: None if self.server.stop_event.is_set() else "set")

    def result(self, value=None):
        """Never."""
        return value

    def fail(self):
        """It has come to its end."""


@whoever
def forever(line, self):
    """`Server.serve_forever`."""
    entry = ledger.find(self)
    known = arena.object_with(key_of_manager(self.address))
    number = entry[0] if entry else known[0] if known else 0
    if entry:
        note(START, number, line, fields=told_address(self.address))
    elif number and where(self.address) is not None:
        note(LISTEN, number, 0, fields=told_address(self.address))
    return _Forever(self)


class _Accepter:
    """The thread that accepts connections."""

    def __init__(self, server):
        self.fd = server.listener._listener._socket.fileno()

    @passes
    def idles(self, _):
        until(ACCEPT, lambda: "message" if lacks_data(self.fd) else None)

    def result(self, value=None):
        """Never."""
        return value

    def fail(self):
        """The socket is closed."""


@whoever
def accepter(line, self):
    """`Server.accepter`."""
    return _Accepter(self)


class _Request:
    """What a new connection begins with: the key is checked, and something is asked."""

    def __init__(self, server):
        known = arena.object_with(key_of_manager(server.address))
        self.number = known[0] if known and where(server.address) is not None else 0
        self.address, self.asked, self.tried = server.address, False, False

    def challenges(self, value=None):
        """About to check the key."""
        self.tried = True
        return value

    @passes
    def asks(self, request):
        self.asked = True
        if self.number and request[1] in _of_the_program:
            self.tell()

    @passes
    def answers(self, message):
        if self.number and self.tried and not self.asked:
            last = (str(message[1]).strip().splitlines() or ["?"])[-1]
            self.tell(text("outcome", last.split(":")[0].split(".")[-1][:60]))

    def tell(self, *outcome):
        """Tells the connection and the check."""
        me.speaks("server", "manager")
        note(ACCEPT, self.number, 0, fields=told_address(self.address))
        note(AUTH, self.number, 0, fields=told_address(self.address) + outcome)

    def result(self, value=None):
        """It is dealt with."""
        return value

    def fail(self):
        """The thread ends."""


@whoever
def request(line, self, **_):
    """`Server.handle_request`, in a thread of its own."""
    return _Request(self)


# Whose calls a connection brings, by the connection's place in memory.
_callers = {}


@whoever
def accept_connection(line, self, c, name):
    """`Server.accept_connection`: from now on this thread serves one thread of some process."""
    found = arena.object_with(key_of_caller(c, name, False))
    _callers[id(c)] = found[1] if found else 0
    me.speaks("server", "manager")


class _Serving(Step):
    """A thread of the server at work: a step for each request."""

    def __init__(self, server, caller):
        super().__init__(SERVE, 0, 0)
        self.server, self.caller, self.numbers = server, caller, {}
        self.thing, self.can, self.at_once = None, None, None

    @passes
    def asked(self, request):
        ident, method, args, named = request
        self.object = self._number(ident)
        self.thing = self.server.id_to_obj.get(ident, (None,))[0]
        self.can, seconds, self.at_once = _blocks(self.thing, method, args, named) or _AT_ONCE
        self.timeout, self.timed_out = milliseconds(seconds), False
        self.sleeps_for = _sleeps.get((type(self.thing).__name__, method), "notify")
        self.falls_asleep = _falls_asleep(self.thing, method, args, named)
        self.value = None
        who = (actor("target", self.caller),) if self.caller else ()
        self.fields = who + tuple(told_request(arena.class_of(self.object), method, args, named)[0])
        if self.object:
            self.begin_at_once()

    def _number(self, ident):
        key = key_of_referent(self.server.address, ident)
        number = self.numbers.get(ident, 0)
        if not number or arena.key_of(number)[0] != key:
            found = arena.object_with(key)
            number = self.numbers[ident] = found[0] if found else 0
        return number

    def does(self, function):
        """The function that is called now; one whose time is over does not wait for it once more."""
        try:
            if self.can:
                self.needs(self.can, True)
            if gate.is_on:
                service.step = self
            elif self.falls_asleep and self.open:
                self.waits(self.sleeps_for)
        except Exception as error:
            wrong(self.does, error)
        return (lambda *_, **__: function(*self.at_once)) if self.timed_out else function

    @passes
    def answers(self, message):
        if gate.is_on:
            service.step = None
        if not self.open:
            return
        self.value = contents(self.thing)
        what, value = message
        if what == "#ERROR":
            self.outcome(type(value).__name__)
        elif what in ("#TRACEBACK", "#UNSERIALIZABLE"):
            self.outcome("RemoteError")
        elif what == "#RETURN" and value is not None:
            self.end(text("result", short(value)))
        else:
            self.end()
        self.thing = None

    def fail(self):
        """The connection has ended, and this thread with it."""
        self.open = False


@whoever
def serve(line, self, conn):
    """`Server.serve_client`."""
    return _Serving(self, _callers.pop(id(conn), 0))


def contents(thing):
    """What an object of the server's holds, in a few words; None where that cannot be seen without asking it."""
    type_ = type(thing)
    if type_ in (dict, list):
        return short(type_(thing)) if len(thing) <= MOST else "<%s of %d>" % (type_.__name__, len(thing))
    if type_.__module__ == "multiprocessing.managers" and type_.__name__ in ("Value", "Namespace"):
        return short(thing._value if type_.__name__ == "Value" else dict(vars(thing)))
    if type_.__module__ == "array":
        return short(list(thing[:MOST]))
    if _is_queue(type_):
        return short(list(thing.queue)[:MOST])
    return None


def _is_queue(type_):
    return type_.__module__ == "queue" and type_.__name__ in ("Queue", "LifoQueue", "PriorityQueue")


# A call that does not wait.
_AT_ONCE = None, None, ()


def _blocks(thing, method, args, named):
    """What a call lacks that may have to wait, asked of the real thing; for how many seconds at most; and the arguments
    with which it does not wait. None for one that never does."""
    type_ = type(thing)
    if _is_queue(type_):
        if method == "get":
            return _may_wait(lambda: None if thing.queue else "item", (), args, named)
        if method == "put":
            item, args = (args[:1], args[1:]) if args else ((named.get("item"),), ())
            return _may_wait(lambda: "room" if 0 < thing.maxsize <= len(thing.queue) else None, item, args, named)
        if method == "join":
            return (lambda: "tasks" if thing.unfinished_tasks else None), None, ()
    elif method == "acquire":
        return _may_wait(lambda: "release" if is_held(thing) else None, (), _without_end(args), _without_end(named))
    elif method == "wait" and (type_.__module__, type_.__name__) == ("threading", "Event"):
        return _may_wait(lambda: None if thing._flag else "set", (), (True,) + args, named, 0)
    return None


def _may_wait(lacks, given, args, named, at_once=False):
    """The same of a call with these arguments, after those that are `given`, about blocking and about time."""
    block = args[0] if args else named.get("block", named.get("blocking", True))
    seconds = args[1] if len(args) > 1 else named.get("timeout")
    if not block or not is_time(seconds) or seconds is not None and seconds <= 0:
        return None
    return lacks, seconds, given + (at_once,)


def _without_end(given):
    """The arguments of an `acquire`, whose timeout of -1 is none."""
    if type(given) is dict:
        return {name: value for name, value in given.items() if name != "timeout" or value != -1}
    return given[:1] if given[1:] == (-1,) else given


# What a call sleeps for in the middle of the real thing, by class and method.
_sleeps = {
    ("Barrier", "wait"): "others",
    ("Event", "wait"): "set",
    ("Queue", "get"): "item",
    ("Queue", "put"): "room",
}


def _falls_asleep(thing, method, args, named):
    """Whether a call is about to sleep in the middle of the real thing, until somebody else calls."""
    type_ = type(thing)
    if method != "wait" or type_.__module__ != "threading" or any(args) or any(named.values()):
        return False
    if type_.__name__ == "Barrier":
        return thing._timeout is None and thing._state == 0 and thing._count + 1 < thing._parties
    return type_.__name__ == "Condition" and thing._is_owned()


class _Decref:
    def __init__(self, server, ident):
        self.server, self.ident = server, ident

    @passes
    def result(self, _):
        if self.ident not in self.server.id_to_refcount and self.ident not in self.server.id_to_local_proxy_obj:
            # Its place may be another's soon.
            found = arena.object_with(key_of_referent(self.server.address, self.ident))
            if found:
                arena.forget(found[0])

    def fail(self):
        """It had none."""


@whoever
def decref(line, self, c, ident):
    """`Server.decref`."""
    return _Decref(self, ident)


HOOKS = dict(
    forever=forever,
    accepter=accepter,
    request=request,
    accept_connection=accept_connection,
    serve=serve,
    decref=decref,
)
_REQUEST = {
    "connection.deliver_challenge": Around("challenges"),
    "c.recv": Around(None, "asks"),
    "c.send": Around(argument="answers"),
}
MODULE = module(
    HOOKS,
    {
        "Server.serve_forever": Function("forever", {"self.stop_event.wait": Around("idles")}),
        "Server.accepter": Function("accepter", {"self.listener.accept": Around("idles")}),
        "Server.handle_request": Function("request", _REQUEST),
        "Server._handle_request": Function("request", _REQUEST),
        "Server.accept_connection": Function("accept_connection"),
        "Server.serve_client": Function(
            "serve",
            {
                "recv": Around(None, "asked"),
                "function": Around(called="does"),
                "send": Around(argument="answers"),
            },
        ),
        "Server.decref": Function("decref"),
    },
)
