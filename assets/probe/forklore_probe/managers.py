"""Managers, seen from those who use them: starting one, connecting to one, proxies and what is asked through them
(Lib/multiprocessing/managers.py)."""

import os
import sys

from . import arena, caller, gate, ledger, me, thread_locks
from .contexts import named
from .graft import Around, Function, Module
from .hook import Hooks, by_program, whoever
from .layout import CLASS
from .listeners import AUTH, LISTEN, Connecting, connects, spot, told_address, where
from .processes import JOIN
from .record import actor, kind, text
from .shown import short
from .step import SILENT, Step, note, once, passes, until, wrong
from .system import lives

START, CREATE, CALL = kind("manager.start"), kind("manager.create"), kind("manager.call")
WAIT_FOR_ANSWER = "answer"

# What the library makes for itself, by what it is registered as.
_classes = {
    "dict": "Dict",
    "list": "List",
    "Queue": "ThreadQueue",
    "JoinableQueue": "ThreadQueue",
    "BoundedSemaphore": "Semaphore",
}
_same = ("Value", "Array", "Namespace", "Lock", "RLock", "Semaphore", "Event", "Condition", "Barrier", "Pool")
# What else has such methods is used as such a thing.
_looks = (("ThreadQueue", "put", "task_done"), ("Dict", "__setitem__", "setdefault"), ("List", "__setitem__", "append"))


def key_of_manager(address):
    """What a manager is known by in every process."""
    return ledger.key_of_name("manager " + spot(address))


def key_of_referent(address, ident):
    """What an object in a manager's server is known by in every process."""
    return ledger.key_of_name("referent %s %s" % (spot(address), ident))


def key_of_caller(connection, name, own):
    """What the two ends of a connection have in common, to know each other by."""
    import socket

    # One that speaks XML stands around a plain one.
    end = socket.socket(fileno=getattr(connection, "_conn", connection)._handle)
    try:
        if end.family == socket.AF_UNIX:
            peer = end.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
            number = os.getpid() if own else int.from_bytes(peer[:4], sys.byteorder)
        else:
            number = (end.getsockname() if own else end.getpeername())[1]
    finally:
        end.detach()
    return ledger.key_of_name("caller %d %s" % (number, name))


@whoever
def init(line, self, **_):
    """`BaseManager()`: what the program calls it."""
    names = caller.targets(sys._getframe(2))
    ledger.enter(self, 0, names[0] if len(names) == 1 else None)


def _numbered(manager, address):
    """The number of a manager, which gets one if nobody has given it one."""
    entry = ledger.find(manager)
    known = arena.object_with(key_of_manager(address))
    number = (entry[0] if entry else 0) or (known[0] if known else 0)
    if not number:
        number = named("Manager", entry[1] if entry else None, key_of_manager(address))
    ledger.enter(manager, number)
    return number


class _Start:
    def __init__(self, manager, line):
        self.manager, self.line = manager, line

    @passes
    def result(self, _):
        address = self.manager._address
        slot = me.child(self.manager._process._popen.pid)
        fields = ((actor("child", slot),) if slot else ()) + told_address(address)
        number = _numbered(self.manager, address)
        if number:
            note(START, number, self.line, fields=fields)

    def fail(self):
        """It could not be started."""


@by_program
def start(line, self, **_):
    """`BaseManager.start`."""
    address = self._address
    if type(address) is str or type(address) is tuple and address[1]:
        # The server finds its name by its address.
        entry = ledger.find(self)
        ledger.enter(self, named("Manager", entry[1] if entry else None, key_of_manager(address)))
    return _Start(self, line)


class _Server:
    def __init__(self, manager, line):
        self.manager, self.line = manager, line

    @passes
    def result(self, server):
        number = named("Manager", (ledger.find(self.manager) or (0, None))[1], key_of_manager(server.address))
        ledger.enter(self.manager, number)
        ledger.enter(server, number)
        if where(server.address) is not None:
            note(LISTEN, number, self.line, fields=told_address(server.address))

    def fail(self):
        """There is none."""


@by_program
def get_server(line, self):
    """`BaseManager.get_server`."""
    return _Server(self, line)


class _Joined(Connecting):
    @passes
    def connected(self, _):
        self.through = True
        note(AUTH, self.number, self.line, fields=self.fields)


def _connects(number, line, address):
    return connects(number, line, where(address) or spot(address), _Joined)


@by_program
def connect(line, self):
    """`BaseManager.connect`."""
    return _connects(_numbered(self, self._address), line, self._address)


class _Joins:
    """A thread's own connection to a server, for all its calls."""

    def __init__(self, seen):
        self.seen, self.connection = seen, None

    @passes
    def connected(self, connection):
        self.connection = connection
        self.seen.connected(connection)

    @passes
    def names(self, names):
        # The server finds out by this who asks.
        key = key_of_caller(self.connection, names[0], True)
        arena.christen(CLASS["Object"], "", key, me.voice().slot)

    def result(self, value=None):
        """It has one."""
        return value

    def fail(self):
        """It has none."""
        self.seen.fail()


@whoever
def joins(line, self):
    """`BaseProxy._connect`."""
    address = self._token.address
    known = arena.object_with(key_of_manager(address))
    return _Joins(_connects(known[0], line, address) if known and where(address) is not None else SILENT)


def _asker(frame):
    """The line of the program that uses a proxy, through whatever stands between in the library."""
    library = frame.f_code.co_filename
    while frame is not None:
        if frame.f_code.co_filename != library and frame.f_code.co_names != ("_callmethod",):
            return caller.line_of(frame)
        frame = frame.f_back
    return None


class _Create:
    def __init__(self, line, typeid, first):
        self.line, self.typeid, self.first = line, typeid, first

    @passes
    def result(self, made):
        token, exposed = made
        key = key_of_referent(token.address, token.id)
        if arena.object_with(key):
            return
        names = caller.targets(sys._getframe(2))
        number = named(_class(self.typeid, exposed), names[0] if len(names) == 1 else None, key)
        if not number:
            return
        note(CREATE, number, self.line, self.first)

    def fail(self):
        """It could not be made."""


def create(**given):
    """`BaseManager._create`: a new object in the server."""
    line = _asker(sys._getframe(1))
    if line is None:
        return SILENT
    try:
        args = given["args"]
        typeid, args = (given["typeid"], args) if "typeid" in given else (args[1], args[2:])
        return _Create(line, typeid, _first(typeid, args, given["kwds"]))
    except Exception as error:
        wrong(create, error)
        return SILENT


def _class(typeid, exposed):
    if typeid in _same:
        return typeid
    looks = (class_ for class_, *methods in _looks if all(method in exposed for method in methods))
    return _classes.get(typeid) or next(looks, "Proxy")


def _first(typeid, args, named_):
    """What a new object holds, where that is plain to see."""
    base = args[0] if args else ()
    if typeid == "dict" and (not args or type(base) is dict):
        return short(dict(base, **named_))
    if typeid == "list" and type(base) in (list, tuple):
        return short(list(base))
    if typeid == "Value" and len(args) > 1:
        return short(args[1])
    if typeid == "Namespace":
        return short(named_)
    return None


_items = ("__getitem__", "__setitem__", "__delitem__")
_attributes = ("__getattribute__", "__setattr__", "__delattr__")
_of_dicts = ("get", "pop", "setdefault", "__contains__")


def request(class_, method, args, named_):
    """The fields that tell a call."""
    fields = [text("method", method)]
    key = None
    if args and method in _attributes and type(args[0]) is str:
        key = args[0]
    elif args and (method in _items or class_ == "Dict" and method in _of_dicts):
        key = short(args[0])
    if key is not None:
        fields.append(text("key", key))
        args = args[1:]
    said = [short(arg) for arg in args] + ["%s=%s" % (name, short(value)) for name, value in named_.items()]
    if said:
        fields.append(text("args", ", ".join(said)))
    return fields, key, said


class _Call(Step):
    @passes
    def asks(self, _):
        self.waits(WAIT_FOR_ANSWER)

    @passes
    def result(self, value):
        if value is None:
            self.end()
        else:
            self.end(text("result", short(value)))

    def _park(self, lacks, goes_on):
        self.value, value = self.spoken, self.value
        super()._park(lacks, goes_on)
        self.value = value


def call(self, methodname, args, kwds):
    """`BaseProxy._callmethod`."""
    line = _asker(sys._getframe(1))
    if line is None:
        return SILENT
    try:
        return _call(line, self, methodname, args, kwds)
    except Exception as error:
        wrong(call, error)
        return SILENT


def _call(line, proxy, method, args, named_):
    number = _number(proxy)
    if not number:
        return SILENT
    fields, key, said = request(arena.class_of(number), method, args, named_)
    step = _Call(CALL, number, line, fields=fields)
    step.spoken = _spoken(method, key, said)
    step.begin()
    step.needs(gate.nothing)
    return step


def _number(proxy):
    entry = ledger.find(proxy)
    if entry is None:
        token = proxy._token
        found = arena.object_with(key_of_referent(token.address, token.id))
        if not found:
            return 0
        entry = found[0], None
        ledger.enter(proxy, *entry)
    return entry[0]


def _spoken(method, key, said):
    """The call, as short as whoever chooses may want it."""
    if method == "__setitem__":
        return "[%s] = %s" % (key, ", ".join(said))
    if method == "__getitem__":
        return "[%s]" % key
    if method in _attributes and key is not None:
        return ".%s%s" % (key, " = " + said[0] if said else "")
    return ".%s(%s)" % (method, ", ".join(([key] if key is not None else []) + said))


class _Finalize:
    def __init__(self, process):
        self.process = process

    @passes
    def looks(self, _):
        popen = self.process._popen
        until(JOIN, lambda: "exit" if popen.returncode is None and lives(popen.pid) else None)

    def result(self, value=None):
        """It has ended."""
        return value

    def fail(self):
        """It raised."""


@whoever
def finalize(line, process, **_):
    """`BaseManager._finalize_manager`: a server is told to end, and waited for."""
    return _Finalize(process)


HOOKS = dict(
    init=init,
    start=start,
    get_server=get_server,
    connect=connect,
    joins=joins,
    create=create,
    call=call,
    finalize=finalize,
)
FUNCTIONS = {
    "BaseManager.__init__": Function("init"),
    "BaseManager.start": Function("start"),
    "BaseManager.get_server": Function("get_server"),
    "BaseManager.connect": Function("connect", {"Client": Around(None, "connected")}),
    "BaseManager._create": Function("create"),
    "BaseManager._finalize_manager": Function("finalize", {"process.join": Around("looks")}),
    "BaseProxy._connect": Function(
        "joins", {"self._Client": Around(None, "connected"), "dispatch": Around(argument="names", at=3)}
    ),
    "BaseProxy._callmethod": Function("call", {"conn.send": Around("asks")}),
}


def module(hooks, functions):
    """The whole module: ours, and the server's."""
    return Module(Hooks(**HOOKS, **hooks), {**FUNCTIONS, **functions}, complete=_is_there)


def _is_there(_):
    thread_locks.send_types_by_name()
