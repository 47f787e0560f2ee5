"""Values: numbers in shared memory, read and written under a lock of their own (Lib/multiprocessing/sharedctypes.py)."""

import _ast as a
import sys

from . import ledger, me
from .caller import line_of
from .graft import HOOKS, Function, Module
from .hook import Hooks, by_program
from .locks import is_taken
from .record import event, kind, valued
from .shown import short
from .step import SILENT, arrive, hurries, wrong

READ, WRITE = kind("value.read"), kind("value.write")


def read(value, name, number):
    """`left.value` was read."""
    try:
        line, thing = _about(value)
        if thing:
            _tell(READ, thing, line, number)
    except Exception as error:
        wrong(read, error)
    return number


def write(value, name, number):
    """`left.value` is about to be written; its turn has come."""
    try:
        line, thing = _about(value)
        if thing:
            _tell(WRITE, thing, line, number)
    except Exception as error:
        wrong(write, error)
    return number


def _tell(kind_, thing, line, number):
    me.voice().say(valued(event(kind_, thing, line), short(number)))


def reads(value):
    """`left.value` is about to be read."""
    _arrives(READ, value, None)


def writes(value, number):
    """`left.value` is about to be written."""
    _arrives(WRITE, value, number)


def _arrives(kind_, value, number):
    if hurries():
        # Nobody need wait for a turn.
        return
    try:
        line, thing = _about(value, 4)
        if thing:
            # Whoever reads or writes takes the value's own lock: it must be free, or ours.
            semlock = getattr(value._lock, "_semlock", None)
            lacks = lambda: "release" if semlock is not None and is_taken(semlock) else None  # noqa: E731
            arrive(kind_, thing, line, None if number is None else short(number), lacks=lacks)
    except Exception as error:
        wrong(_arrives, error)


def _about(value, above=3):
    # The property's function is one above us, and whoever uses it two.
    line = line_of(sys._getframe(above))
    entry = ledger.find(value) if line is not None else None
    return line, entry[0] if entry else 0


def _change(tree):
    """The properties are made from a text: ours gets into that."""
    for node in tree.body:
        if isinstance(node, a.Assign) and getattr(node.targets[0], "id", None) == "template":
            node.value = a.Constant(value=_grafted(node.value), kind=None, **_place(node.value))
        if isinstance(node, a.FunctionDef) and node.name == "make_property":
            _give_hooks(node)


def _place(node):
    return {name: getattr(node, name) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")}


def _grafted(node):
    text = node.value
    read, write = text.split("def set%s", 1)
    read = read.replace("self.acquire()", "__forklore__.reads(self); self.acquire()")
    write = write.replace("self.acquire()", "__forklore__.writes(self, value); self.acquire()")
    text = read + "def set%s" + write
    text = text.replace("return self._obj.%s", "return __forklore__.read(self, '', self._obj.%s)")
    return text.replace("self._obj.%s = value", "self._obj.%s = __forklore__.write(self, '', value)")


def _give_hooks(function):
    """`d = {}` becomes `d = {'__forklore__': __forklore__}`."""
    for node in _all(function):
        if isinstance(node, a.Assign) and isinstance(node.value, a.Dict) and not node.value.keys:
            place = _place(node.value)
            node.value.keys.append(a.Constant(value=HOOKS, kind=None, **place))
            node.value.values.append(a.Name(id=HOOKS, ctx=a.Load(), **place))


def _all(node):
    yield node
    for field in node._fields:
        child = getattr(node, field, None)
        for one in child if type(child) is list else (child,):
            if isinstance(one, a.AST):
                yield from _all(one)


class _Read:
    __slots__ = ("thing", "line")

    def __init__(self, thing, line):
        self.thing, self.line = thing, line

    def result(self, number=None):
        """It was read."""
        try:
            _tell(READ, self.thing, self.line, number)
        except Exception as error:
            wrong(get_item, error)
        return number

    def fail(self):
        """It could not be."""


def _place_of(array, i):
    entry = ledger.find(array)
    if entry is None or type(i) is not int:
        return 0
    places = entry[1]
    if not places:
        return entry[0]
    return places[i] if -len(places) <= i < len(places) else 0


@by_program
def get_item(line, self, i):
    """`array[i]`."""
    thing = _place_of(self, i)
    if not thing:
        return SILENT
    arrive(READ, thing, line)
    return _Read(thing, line)


@by_program
def set_item(line, self, i, value):
    """`array[i] = value`."""
    thing = _place_of(self, i)
    if thing:
        arrive(WRITE, thing, line, short(value))
        _tell(WRITE, thing, line, value)


MODULE = Module(
    Hooks(read=read, write=write, reads=reads, writes=writes, get_item=get_item, set_item=set_item),
    {
        "SynchronizedArray.__getitem__": Function("get_item"),
        "SynchronizedArray.__setitem__": Function("set_item"),
    },
    _change,
)
