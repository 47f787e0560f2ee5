"""A voice: how one thread tells, into its own ring and without a system call (see src/wire/ring.rs)."""

from _struct import Struct
from time import monotonic_ns, sleep

from . import arena
from .layout import BUSY, HEAD, LOST, MAX_RECORD, RING, RINGS_AT, TAIL
from .record import body

_WRAP = b"\xff\xff\xff\xff"
# Before the bytes of a record stand its length and its stamp.
_FRONT = 12
_LARGEST = MAX_RECORD + 8
_ENOUGH = 2 * _LARGEST
_WITHIN = RING - 1
_PATIENCE = 2_000_000_000
# How records of each length are written, in one call.
_writers = {}


class Voice:
    """One thread's voice: only it writes this ring."""

    __slots__ = (
        "slot",
        "ring",
        "raw",
        "doubles",
        "head_at",
        "busy_at",
        "head",
        "tail",
        "limit",
        "last",
        "telling",
        "later",
        "deaf",
        "signals",
    )

    def __init__(self, slot):
        place = arena.slot_at(slot)
        self.slot = slot
        self.ring = RINGS_AT + slot * RING
        self.raw, self.doubles = arena.raw, arena.doubles
        self.head_at = (place + HEAD) // 8
        self.busy_at = (place + BUSY) // 8
        self.head = arena.doubles[self.head_at]
        self.tail = arena.doubles[(place + TAIL) // 8]
        # Up to here a largest record finds room without a look at the reader, and without a wrap.
        self.limit = -1
        self.last = 1
        self.telling = False
        self.later = []
        self.deaf = False
        self.signals = []

    def tell(self, kind, phase=None, object_=0, line=0, size=None, value=None, fields=()):
        """Stamps a record and publishes it."""
        self.say(body(kind, phase, object_, line, size, value, fields))

    def say(self, data):
        """The same for a record that is made already, but for its stamp."""
        if self.telling:
            # Something that is being thrown away speaks in the middle of our own sentence: its words come after it.
            self.later.append(data)
            return
        self.telling = True
        doubles, busy_at = self.doubles, self.busy_at
        try:
            size = len(data)
            write = _writers.get(size) or _writer(size)
            head = self.head
            if head > self.limit or size > MAX_RECORD - 8:
                head = self._further(size)
            if head is not None:
                doubles[busy_at] = self.last
                self.last = now = monotonic_ns()
                write(self.raw, self.ring + (head & _WITHIN), size + 8, now, data)
                self.head = doubles[self.head_at] = head + (size + _FRONT + 7 & -8)
        finally:
            doubles[busy_at] = 0
            self.telling = False
            while self.later:
                self.say(self.later.pop(0))
        # Signals that came in the middle of the sentence: their handlers run now.
        while self.signals:
            self.signals.pop(0)()

    def recall(self, many, now):
        """Tells what was so at earlier times; from now on nothing older than `now` will come."""
        self.telling = True
        try:
            for when, data in many:
                head = self.head
                if head > self.limit:
                    head = self._further(len(data))
                if head is not None:
                    self.doubles[self.busy_at] = self.last
                    self.last = when
                    write = _writers.get(len(data)) or _writer(len(data))
                    write(self.raw, self.ring + (head & _WITHIN), len(data) + 8, when, data)
                    self.head = self.doubles[self.head_at] = head + (len(data) + _FRONT + 7 & -8)
        finally:
            self.telling = False
            while self.later:
                self.say(self.later.pop(0))
            self.doubles[self.busy_at] = now
        while self.signals:
            self.signals.pop(0)()

    def _further(self, size):
        """Where a record goes that may not simply follow the last one; None if it is lost."""
        if size > MAX_RECORD - 8 or (self.head - self.tail > RING - _ENOUGH and not self._room()):
            self.doubles[(arena.slot_at(self.slot) + LOST) // 8] += 1
            return None
        head = self.head
        at = head & _WITHIN
        if RING - at < _LARGEST:
            self.raw[self.ring + at : self.ring + at + 4] = _WRAP
            self.head = head = head + RING - at
        self.limit = min(self.tail + RING - _ENOUGH, (head | _WITHIN) + 1 - _LARGEST)
        return head

    def _room(self):
        """Whether there is room for a wrap and a largest record; waits for a reader that moves."""
        tail_at = (arena.slot_at(self.slot) + TAIL) // 8
        seen, since = -1, 0
        while True:
            self.tail = arena.doubles[tail_at]
            if self.head - self.tail <= RING - _ENOUGH:
                self.deaf = False
                return True
            if self.tail != seen:
                seen, since = self.tail, monotonic_ns()
            if self.deaf or monotonic_ns() - since > _PATIENCE:
                # Nobody listens any more: the program goes on without us.
                self.deaf = True
                return False
            sleep(0.0002)


def _writer(size):
    write = _writers[size] = Struct("<IQ%ds" % size).pack_into
    return write


def hush():
    """This thread has no voice of the emitter's."""
    if QuickVoice.emitter is not None:
        QuickVoice.emitter.speak(0)


class QuickVoice(Voice):
    """A voice that the emitter has too: what is simple it tells, and what it tells itself stands in the same ring."""

    __slots__ = ()
    emitter = None

    def __init__(self, slot, emitter):
        super().__init__(slot)
        QuickVoice.emitter = emitter
        emitter.speak(slot)

    def say(self, data):
        """See Voice."""
        if not self.emitter.say(data):
            self._slowly(super().say, data)

    def recall(self, many, now):
        """See Voice."""
        self._slowly(super().recall, many, now)

    def _slowly(self, tell, *what):
        if self.telling:
            tell(*what)
            return
        # In the middle of our sentence the emitter says nothing in this thread: it does not know of it.
        self.emitter.speak(0)
        try:
            self.head, self.limit = self.doubles[self.head_at], -1
            tell(*what)
        finally:
            self.emitter.speak(self.slot)
