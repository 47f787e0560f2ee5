"""Blocks: shared memory that has a name in the system (Lib/multiprocessing/shared_memory.py). What the program does to
the bytes themselves nobody sees; the places of a list in such a block are read and written under our eyes."""

import os
import sys

from . import arena, caller, ledger
from .contexts import named
from .graft import Function, Module
from .hook import Hooks, by_program
from .layout import CLASS
from .record import integer, kind, text
from .shown import short
from .step import SILENT, Step, arrive, note, once, passes

CREATE, ATTACH = kind("memory.create"), kind("memory.attach")
CLOSE, UNLINK = kind("memory.close"), kind("memory.unlink")
VALUE, READ, WRITE = kind("value.create"), kind("value.read"), kind("value.write")
# Places of a list that are shown one by one.
MOST = 64


def _key(name):
    return ledger.key_of_name("memory " + name.lstrip("/"))


def _wish(frame):
    names = caller.targets(frame)
    return names[0] if len(names) == 1 else None


def _number(block):
    """The number of a block; 0 for one that nobody has told of."""
    entry = ledger.find(block)
    if entry is None:
        found = arena.object_with(_key(block._name)) if block._name else None
        if not found:
            return 0
        entry = found[0], None
        ledger.enter(block, *entry)
    return entry[0]


def _called(block):
    return text("name", block._name.lstrip("/"))


class _Made:
    def __init__(self, block, line, wish):
        self.block, self.line, self.wish = block, line, wish

    @passes
    def result(self, _):
        number = named("SharedMemory", self.wish, _key(self.block._name))
        if not number:
            return
        ledger.enter(self.block, number)
        note(CREATE, number, self.line, fields=(_called(self.block), integer("size", self.block.size)))

    def fail(self):
        """It could not be made."""


class _Attached:
    def __init__(self, block, line, wish, name):
        self.block, self.line, self.wish, self.name = block, line, wish, name
        known = arena.object_with(_key(name))
        self.number = known[0] if known else 0
        arrive(ATTACH, self.number, line, name)

    @passes
    def result(self, _):
        number = self.number or named("SharedMemory", self.wish, _key(self.name))
        ledger.enter(self.block, number)
        note(ATTACH, number, self.line, fields=(_called(self.block), integer("size", self.block.size)))

    def fail(self):
        """There is none of this name."""
        outcome = text("outcome", type(sys.exc_info()[1]).__name__)
        if self.number:
            note(ATTACH, self.number, self.line, fields=(text("name", self.name.lstrip("/")), outcome))


@by_program
def init(line, self, name, create, **_):
    """`SharedMemory()`."""
    wish = _wish(sys._getframe(2))
    if create:
        return _Made(self, line, wish)
    return _Attached(self, line, wish, name) if type(name) is str else None


@by_program
def close(line, self):
    """`SharedMemory.close`."""
    number = _number(self)
    if number:
        once(CLOSE, number, line, fields=(_called(self),))


class _Unlink:
    def __init__(self, number, line, fields):
        self.number, self.line, self.fields = number, line, fields

    def result(self, value=None):
        """Its name is gone."""
        return value

    def fail(self):
        """It was gone before."""
        note(UNLINK, self.number, self.line, fields=self.fields + (text("outcome", type(sys.exc_info()[1]).__name__),))


@by_program
def unlink(line, self):
    """`SharedMemory.unlink`."""
    number = _number(self)
    if not number:
        return None
    fields = (_called(self),)
    if os.path.exists("/dev/shm/" + self._name.lstrip("/")):
        once(UNLINK, number, line, fields=fields)
        return None
    arrive(UNLINK, number, line)
    return _Unlink(number, line, fields)


class _List:
    def __init__(self, list_, line, wish, name):
        self.list, self.line, self.wish, self.name = list_, line, wish, name

    @passes
    def result(self, _):
        block = self.list.shm
        number = _number(block) if self.name else 0
        is_new = not number
        number = number or named("ShareableList", self.wish, _key(block._name))
        ledger.enter(block, number)
        fields = (_called(block), integer("size", block.size))
        note(CREATE if is_new else ATTACH, number, self.line, fields=fields)
        if is_new:
            self.christen(arena.object_name(number))

    def christen(self, name):
        """Each place is a value of its own."""
        for place in range(min(len(self.list), MOST)):
            key = _key_of_place(self.list, place)
            number = arena.christen(CLASS["ShareableList"], "%s[%d]" % (name, place), key)
            note(VALUE, number, self.line, short(self.list[place]))

    def fail(self):
        """It could not be made."""


@by_program
def init_list(line, self, sequence, name):
    """`ShareableList()`."""
    return _List(self, line, _wish(sys._getframe(2)), name if sequence is None else None)


def _key_of_place(list_, place):
    return ledger.key_of_name("memory %s %d" % (list_.shm._name.lstrip("/"), place))


def _place(list_, position):
    if type(position) is not int:
        return 0
    entry = ledger.find(list_)
    if entry is None:
        ledger.enter(list_, 0, {})
        entry = ledger.find(list_)
    places = entry[1]
    position += list_._list_len if position < 0 else 0
    if position not in places:
        found = arena.object_with(_key_of_place(list_, position))
        places[position] = found[0] if found else 0
    return places[position]


class _Read(Step):
    @passes
    def result(self, number):
        note(READ, self.object, self.line, short(number))


@by_program
def get_item(line, self, position):
    """`ShareableList[i]`."""
    thing = _place(self, position)
    if not thing:
        return SILENT
    arrive(READ, thing, line)
    return _Read(READ, thing, line)


@by_program
def set_item(line, self, position, value):
    """`ShareableList[i] = value`."""
    thing = _place(self, position)
    if thing:
        once(WRITE, thing, line, short(value))


MODULE = Module(
    Hooks(
        init=init, close=close, unlink=unlink, init_list=init_list, get_item=get_item, set_item=set_item
    ),
    {
        "SharedMemory.__init__": Function("init"),
        "SharedMemory.close": Function("close"),
        "SharedMemory.unlink": Function("unlink"),
        "ShareableList.__init__": Function("init_list"),
        "ShareableList.__getitem__": Function("get_item"),
        "ShareableList.__setitem__": Function("set_item"),
    },
)
