"""The emitter: the hooks that are called most often, compiled (see src/emitter/lib.rs). `real` is None where it cannot be
used: then everything is told in Python, and the same.
"""

import sys

from . import arena, gate, layout

real = None


class _Spec:
    """What the interpreter wants to know of an extension module; this one stands in no place of the program's."""

    def __init__(self, origin):
        self.name, self.origin = "emitter", origin


def install(path):
    """Loads it, where it is there and fits: not into a build without the GIL, nor for a run that waits for leave."""
    global real
    if gate.is_on or "t" in getattr(sys, "abiflags", "") or sys.implementation.name != "cpython":
        return
    import _imp

    try:
        made = _imp.create_dynamic(_Spec(path))
        _imp.exec_dynamic(made)
    except ImportError:
        return
    from . import caller, me, shown
    from .step import SILENT, pass_with

    # From 3.11 on whoever asks a frame for the one before it makes two objects.
    frame = sys._getframe if sys.version_info >= (3, 11) else None
    called = {"frame": frame, "about": caller.about, "short": shown.short, "say": _says, "silent": SILENT}
    if made.join(arena.raw, layout, called):
        real = made
        caller.forgets(made.forget)
        pass_with(made.passes)
        me.quicken(made)


def _says(record):
    """What could not be told from there: in Python."""
    from . import me

    me.voice().say(record)
