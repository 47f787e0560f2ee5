"""What only the threads of one process share. After a fork the child has a copy of its own: another object, with a number of
its own, told where the child first uses it.
"""

from . import arena, ledger, me
from .layout import CLASS
from .record import text
from .step import note


class Kept:
    """In whose memory a thing stands, what it is, and what is told when there is a new one."""

    def __init__(self, pid, class_, name, kind, told):
        self.pid, self.class_, self.name, self.kind, self.told = pid, class_, name, kind, told


def made(thing, class_, wish, kind, line, told=lambda: (None, ())):
    """A new thing: `told` gives the value and the fields that are said of one whenever there is a new one."""
    name = me.own.names.thing(me.name(), wish, class_)
    return _enter(thing, name, Kept(me.own.pid, class_, name, kind, told), line)


def number_of(thing, line=0):
    """The number of a thing in this process; 0 for one of the library's own."""
    entry = ledger.find(thing)
    if entry is None:
        return 0
    number, kept = entry
    if type(kept) is not Kept or kept.pid == me.own.pid:
        return number
    whose = me.name(me.own.slot)
    name = me.own.names.copy(whose, kept.name)
    kept = Kept(me.own.pid, kept.class_, kept.name, kept.kind, kept.told)
    return _enter(thing, name, kept, line, (text("copy_of", arena.object_name(number)),))


def _enter(thing, name, kept, line, fields=()):
    number = arena.christen(CLASS[kept.class_], name)
    ledger.enter(thing, number, kept)
    value, more = kept.told()
    note(kept.kind, number, line, value, fields=(*more, text("via", "threads"), *fields))
    return number


def name_of(thing):
    """The name of a thing in this process."""
    return arena.object_name(number_of(thing))
