"""The arena: the shared memory of the run, where everybody tells."""

import _thread
import fcntl
import mmap
import os
import sys

from . import layout as at

# As the kernel calls it among the mappings of a process.
MAPPED = b"memfd:forklore arena"
HIGH = 700  # The program's own open() must still give 3.

path = None
raw = words = doubles = None
_fd = -1
_inode = None
_mapping = None
_turn = _thread.RLock()


def join(place):
    """Maps the arena that stands at a path below /proc."""
    global path, raw, words, doubles, _fd, _inode, _mapping
    path = place
    low = os.open(place, os.O_RDWR | os.O_CLOEXEC)
    try:
        _fd = fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, _high())
    finally:
        os.close(low)
    _inode = os.fstat(_fd).st_ino
    _mapping = _map(_fd)
    view = memoryview(_mapping)
    raw, words, doubles = view, view.cast("I"), view.cast("Q")


def _high():
    most = os.sysconf("SC_OPEN_MAX")
    return HIGH if most < 0 else max(3, min(HIGH, most - 16))


def _map(fd):
    if sys.version_info >= (3, 13):
        return _mapped(fd, trackfd=False)
    # mmap keeps a descriptor of its own, the lowest that is free: so for a moment none is.
    taken = []
    try:
        while not taken or taken[-1] < fd:
            taken.append(os.dup(fd))
        os.close(taken.pop())
        return _mapped(fd)
    finally:
        for number in taken:
            os.close(number)


def _mapped(fd, **how):
    noreserve = 0x4000
    return mmap.mmap(fd, at.BYTES, mmap.MAP_SHARED | noreserve, mmap.PROT_READ | mmap.PROT_WRITE, **how)


class _Turn:
    """Only one process and one thread of it claims at a time. What a signal's handler may raise meanwhile waits."""

    def __init__(self):
        self.inside, self.signals = set(), []

    def __enter__(self):
        self.inside.add(_thread.get_ident())
        try:
            _turn.acquire()
            fcntl.lockf(_descriptor(), fcntl.LOCK_EX, 1)
        except BaseException:
            self._leave()
            raise

    def __exit__(self, *_):
        try:
            fcntl.lockf(_fd, fcntl.LOCK_UN, 1)
        finally:
            self._leave()

    def _leave(self):
        _turn.release()
        self.inside.discard(_thread.get_ident())
        while self.signals:
            self.signals.pop(0)()


turn = _Turn()


def _descriptor():
    """Ours, opened again if the program has closed everything."""
    global _fd
    try:
        if os.fstat(_fd).st_ino == _inode:
            return _fd
    except OSError:
        pass
    low = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        _fd = fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, _high())
    finally:
        os.close(low)
    return _fd


def forget_turn():
    """In a forked child: whoever had the turn is not here."""
    global _turn
    _turn = _thread.RLock()


class Full(Exception):
    """The arena gives no more."""


def slot_at(slot):
    """Where a slot begins, in bytes."""
    return at.SLOTS_AT + slot * at.SLOT_BYTES


def claim(creator, name):
    """A slot for a new actor."""
    with turn:
        slot = words[at.CLAIMED_SLOTS // 4]
        # Counted where there is no room too: whoever reads the rings says how many are not seen.
        words[at.CLAIMED_SLOTS // 4] = slot + 1
    if slot >= at.SLOTS:
        raise Full
    place = slot_at(slot)
    words[(place + at.CREATOR) // 4] = creator
    write_name(place + at.NAME_LENGTH, place + at.NAME, name, at.SLOT_BYTES - at.NAME)
    words[(place + at.STATE) // 4] = at.CLAIMED
    return slot


def _slots():
    """How many slots were claimed so far."""
    return min(words[at.CLAIMED_SLOTS // 4], at.SLOTS)


def objects():
    """How many objects have a number so far, the one that is none included."""
    return min(words[at.NAMED_OBJECTS // 4], at.OBJECTS)


def living():
    """How many slots have somebody alive or about to be born, threads included."""
    count = _slots()
    first, step = (at.SLOTS_AT + at.STATE) // 4, at.SLOT_BYTES // 4
    states = words[first : first + count * step : step].tolist()
    return states.count(at.CLAIMED) + states.count(at.STARTED)


def slot_of(pid):
    """The slot of the process that has this pid, the latest; 0 if there is none."""
    count = _slots()
    first, step = (at.SLOTS_AT + at.PID) // 4, at.SLOT_BYTES // 4
    pids = words[first : first + count * step : step].tolist()
    for slot in range(count - 1, 0, -1):
        if pids[slot] == pid and "/" not in actor_name(slot):
            return slot
    return 0


def christen(class_number, name, key=0, link=0):
    """A number for a new shared object; 0 if there are no more."""
    with turn:
        number = words[at.NAMED_OBJECTS // 4]
        if number >= at.OBJECTS:
            words[at.NAMED_OBJECTS // 4] = number + 1
            return 0
        place = at.OBJECTS_AT + number * at.OBJECT_BYTES
        write_name(place, place + 4, name, at.OBJECT_BYTES - 4)
        words[place // 4] |= class_number << 16
        keys = (at.KEYS_AT + number * at.KEY_BYTES) // 8
        doubles[keys], doubles[keys + 1] = key, link
        words[at.NAMED_OBJECTS // 4] = number + 1
    return number


def object_with(key):
    """Number, link and name of the latest object with this key, or None."""
    count = objects()
    first = at.KEYS_AT // 8
    keys = doubles[first : first + 2 * count : 2].tolist()
    for number in range(count - 1, 0, -1):
        if keys[number] == key:
            return number, doubles[first + 2 * number + 1], object_name(number)
    return None


def comes_to_write(number, slot):
    """Somebody writes the pipe of this object from now on: the only one so far, or one of many."""
    place = _flow(number)
    with turn:
        words[place] = at.MANY if words[place] else slot


def comes_to_read(number, slot):
    """The same of somebody who is about to read it, and has its lock."""
    place = _flow(number) + 1
    if words[place] != slot:
        words[place] = at.MANY if words[place] else slot


def _flow(number):
    return (at.FLOWS_AT + number * at.FLOW_BYTES) // 4


def objects_with(key):
    """The numbers of all objects with this key, in the order in which they came."""
    first = at.KEYS_AT // 8
    keys = doubles[first : first + 2 * objects() : 2].tolist()
    return [number for number, other in enumerate(keys) if other == key]


def know(number, key, link):
    """From now on this object is found by this key, and leads there."""
    if not number:
        return
    place = (at.KEYS_AT + number * at.KEY_BYTES) // 8
    doubles[place + 1] = link
    doubles[place] = key


def rekey(number, old, new):
    """Gives an object another key. False if it does not have the old one: somebody else was quicker."""
    place = (at.KEYS_AT + number * at.KEY_BYTES) // 8
    with turn:
        if not old or doubles[place] != old:
            return False
        doubles[place] = new
        return True


def forget(number):
    """Nobody finds this object by its key any more."""
    doubles[(at.KEYS_AT + number * at.KEY_BYTES) // 8] = 0


def class_of(number):
    """The class of an object, in Python's words."""
    return _classes.get(words[(at.OBJECTS_AT + number * at.OBJECT_BYTES) // 4] >> 16, "Object")


_classes = {number: word for word, number in at.CLASS.items()}


def key_of(number):
    """Key and link of an object."""
    place = (at.KEYS_AT + number * at.KEY_BYTES) // 8
    return doubles[place], doubles[place + 1]


def actor_name(slot):
    """The name in a slot."""
    place = slot_at(slot)
    return _read_name(place + at.NAME_LENGTH, place + at.NAME)


def actor_names():
    """Every name that an actor has or had."""
    return {actor_name(slot) for slot in range(1, _slots())}


def object_name(number):
    """The name of an object."""
    place = at.OBJECTS_AT + number * at.OBJECT_BYTES
    return _read_name(place, place + 4)


def write_name(length_at, place, name, room):
    """Writes a name and its length."""
    data = name.encode("utf-8", "replace")
    if len(data) > room:
        data = data[:room].decode("utf-8", "ignore").encode()
    raw[place : place + len(data)] = data
    words[length_at // 4] = len(data)


def _read_name(length_at, place):
    length = words[length_at // 4] & 0xFFFF
    return bytes(raw[place : place + length]).decode("utf-8", "replace")
