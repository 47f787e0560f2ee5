"""A voice: how one thread tells, into its own ring and without a system call (see src/wire/ring.rs)."""

from _struct import Struct
from time import monotonic_ns, sleep

from . import arena
from .layout import BUSY, HEAD, LOST, MAX_RECORD, RING, RINGS_AT, TAIL
from .record import body

_length = Struct("<I").pack
_front = Struct("<IQ").pack
_WRAP = _length(0xFFFFFFFF)
_ENOUGH = 2 * (MAX_RECORD + 8)
_PATIENCE = 2_000_000_000


class Voice:
    """One thread's voice: only it writes this ring."""

    __slots__ = (
        "slot",
        "ring",
        "head_at",
        "busy_at",
        "head",
        "tail",
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
        self.head_at = (place + HEAD) // 8
        self.busy_at = (place + BUSY) // 8
        self.head = arena.doubles[self.head_at]
        self.tail = arena.doubles[(place + TAIL) // 8]
        self.last = 1
        self.telling = False
        self.later = []
        self.deaf = False
        self.signals = []

    def tell(self, kind, phase=None, object_=0, line=0, size=None, value=None, fields=()):
        """Stamps a record and publishes it."""
        data = body(kind, phase, object_, line, size, value, fields)
        if self.telling:
            # Something that is being thrown away speaks in the middle of our own sentence: its words come after it.
            self.later.append(data)
            return
        self.telling = True
        try:
            self._say(data)
            while self.later:
                self._say(self.later.pop(0))
        finally:
            arena.doubles[self.busy_at] = 0
            self.telling = False
        # Signals that came in the middle of the sentence: their handlers run now.
        while self.signals:
            self.signals.pop(0)()

    def _say(self, data):
        doubles, raw = arena.doubles, arena.raw
        length = len(data) + 8
        if length > MAX_RECORD or (self.head - self.tail > RING - _ENOUGH and not self._room()):
            doubles[(arena.slot_at(self.slot) + LOST) // 8] += 1
            return
        at = self.head % RING
        start = self.head
        doubles[self.busy_at] = self.last
        self.last = now = monotonic_ns()
        if RING - at < MAX_RECORD + 8:
            raw[self.ring + at : self.ring + at + 4] = _WRAP
            start += RING - at
            at = 0
        at += self.ring
        raw[at : at + 12] = _front(length, now)
        raw[at + 12 : at + 4 + length] = data
        self.head = start + (length + 11) // 8 * 8
        doubles[self.head_at] = self.head
        doubles[self.busy_at] = 0

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
