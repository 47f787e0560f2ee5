"""The ledger: which number in the arena a Python object has, in this process and in those that get it by another way than fork."""

import os
from _weakref import ref
from stat import S_ISSOCK

from . import arena


class _Mark(ref):
    __slots__ = ("place",)


class Register:
    """What is known of objects, for as long as they are there.

    What is called when one goes is a method in C: in a function of ours a signal's handler could run, and what that
    raises there is lost to the program."""

    def __init__(self):
        self._known, self._gone = {}, []

    def enter(self, thing, *what):
        """This is known of an object from now on."""
        while self._gone:
            self._forget()
        mark = _Mark(thing, self._gone.append)
        mark.place = id(thing)
        self._known[mark.place] = mark, what

    def find(self, thing):
        """What is known of it, or None."""
        entry = self._known.get(id(thing))
        return entry[1] if entry is not None and entry[0]() is thing else None

    def _forget(self):
        try:
            mark = self._gone.pop()
        except IndexError:
            # Another thread was quicker.
            return
        entry = self._known.get(mark.place)
        if entry is not None and entry[0] is mark:
            self._known.pop(mark.place, None)


_numbers = Register()
# Number and extra of an object, or None.
find = _numbers.find


def enter(thing, number, extra=None):
    """This object has this number from now on."""
    _numbers.enter(thing, number, extra)


def find_end(connection):
    """Number and end's name of a connection; one that came by another way than fork is known by its inode."""
    entry = find(connection)
    if entry is None and connection._handle is not None:
        found = arena.object_with(key_of_end(connection._handle, connection._writable))
        if found:
            entry = found[1], found[2]
            enter(connection, *entry)
    return entry


def key_of_end(fd, writable):
    """What an end of a pipe is known by in every process."""
    state = os.fstat(fd)
    if S_ISSOCK(state.st_mode):
        return key_of_socket(state.st_ino)
    return state.st_ino * 4 + (1 if writable else 0)


def key_of_socket(inode):
    """What an end is known by that is a socket."""
    return inode * 4 + 2


def key_of_name(name):
    """What something with a name of the system's is known by in every process (FNV-1a)."""
    mixed = 0xCBF29CE484222325
    for byte in name.encode("utf-8", "surrogateescape"):
        mixed = (mixed ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return mixed | 1 << 63
