"""Outlets: where a descriptor leads to, the same in every process of the run."""

import os

from . import arena, ledger, me
from .layout import CLASS


def known(fd, writes):
    """The pipe and the end that a descriptor is, or None."""
    try:
        found = arena.object_with(ledger.key_of_end(fd, writes))
    except OSError:
        return None
    return (found[1], found[2]) if found and found[2] else None


_OUTPUTS = 1 << 60 | 1


def is_output(fd):
    """Which of the run's own streams a descriptor of this process leads to: 1, 2, or 0 where it is neither."""
    try:
        found = arena.object_with(_key_of_output(fd))
    except OSError:
        return 0
    return found[1] if found else 0


def are_outputs_known():
    """Whether the run's first process is one that says where its output goes."""
    return arena.object_with(_OUTPUTS) is not None


def _key_of_output(fd):
    state = os.fstat(fd)
    return 1 << 60 | (state.st_dev & 0xFF) << 52 | state.st_ino << 2 & (1 << 52) - 1


def first():
    """The run's first process says where its output goes."""
    if me.own.slot != 1 or are_outputs_known():
        return
    for fd in (1, 2):
        try:
            if not is_output(fd):
                arena.christen(CLASS["Object"], "", _key_of_output(fd), fd)
        except OSError:
            pass
    arena.christen(CLASS["Object"], "", _OUTPUTS)
