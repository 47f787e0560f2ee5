"""The gate: in a gated run an actor parks in front of its step, says what it lacks, and goes when it gets leave.

The words stand in its slot (see src/mp/gate.rs). Both sides sleep on FIFOs: a byte in `arrivals` wakes whoever gives
leave, a byte in the actor's own wakes the actor.
"""

import _thread
import fcntl
import os
from time import monotonic, sleep

from . import arena
from .layout import (
    ASKED,
    CHOICES,
    GATE_KIND,
    GATE_LACKS,
    GATE_LINE,
    GATE_OBJECT,
    GATE_STATE,
    GATE_TARGET,
    GATE_TIMEOUT,
    GATE_VALUE,
    GATE_VALUE_LENGTH,
    GATED,
    GOES_ON,
    LACKS,
    PARKED,
    RUNS,
    TIMEOUT,
)

is_on = False
_dir = None
_arrivals = -1
_own = _thread._local()
_LONGEST = 96


def join(bells):
    """Whether every step of this run waits for leave is known from the beginning."""
    global is_on, _dir, _arrivals
    is_on = bool(arena.words[GATED // 4])
    _dir = bells
    if is_on:
        _arrivals = _open("arrivals", os.O_WRONLY)


def _open(name, flags):
    low = os.open(os.path.join(_dir, name), flags | os.O_CLOEXEC)
    try:
        return fcntl.fcntl(low, fcntl.F_DUPFD_CLOEXEC, arena.HIGH)
    finally:
        os.close(low)


def _bell(slot):
    """The FIFO of this thread's actor."""
    if getattr(_own, "slot", None) != slot:
        name = str(slot)
        try:
            os.mkfifo(os.path.join(_dir, name), 0o622)
        except FileExistsError:
            pass
        _own.fd, _own.slot = _open(name, os.O_RDWR), slot
    return _own.fd


def is_choice(kind):
    """Whether steps of this kind are decided by whoever gives leave."""
    return arena.doubles[CHOICES // 8 + kind // 64] >> kind % 64 & 1


def park(slot, kind, lacks, waits=None, object_=0, target=0, line=0, value="", timeout=0, goes_on=False):
    """Parks until leave is given; whether it was given to act, and not to time out. `lacks` asks the real object and
    changes nothing."""
    words = arena.words
    place = arena.slot_at(slot)
    bell = _bell(slot)
    words[(place + GATE_KIND) // 4] = kind | (GOES_ON if goes_on else 0)
    words[(place + GATE_OBJECT) // 4] = object_
    words[(place + GATE_TARGET) // 4] = target
    words[(place + GATE_LINE) // 4] = line
    words[(place + GATE_TIMEOUT) // 4] = timeout
    arena.write_name(place + GATE_VALUE_LENGTH, place + GATE_VALUE, value or "", _LONGEST)
    told = None
    while True:
        missing = lacks()
        if missing and missing != told and waits:
            waits(missing)
        told = missing
        words[(place + GATE_LACKS) // 4] = LACKS[missing] if missing else 0
        words[(place + GATE_STATE) // 4] = PARKED
        arrives()
        state = PARKED
        while state == PARKED:
            os.read(bell, 64)
            state = words[(place + GATE_STATE) // 4]
        if state != ASKED:
            words[(place + GATE_STATE) // 4] = RUNS
            return state != TIMEOUT


def arrives():
    """Wakes whoever gives leave: somebody has arrived, or ended."""
    if is_on:
        REAL_WRITE(_arrivals, b"!")


REAL_WRITE = os.write
REAL_OPEN = os.open
REAL_CLOSE = os.close


def stay():
    """Sleeps until the hold is over: a FIFO that nobody has open for writing cannot be opened for reading."""
    try:
        REAL_CLOSE(REAL_OPEN(os.path.join(_dir, "hold"), os.O_RDONLY | os.O_CLOEXEC))
    except OSError:
        sleep(0.01)


def pass_time(milliseconds):
    """The time of a wait is over: it really passes, because the library looks at its clock. Everybody else is parked, and
    is told now and then that we are not stuck."""
    end = monotonic() + milliseconds / 1000
    while monotonic() < end:
        sleep(max(0, min(0.1, end - monotonic())))
        arrives()


def nothing():
    """What somebody lacks who can go."""
    return None
