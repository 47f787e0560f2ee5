"""The entry: what happens before the first line of the program."""

import os
import sys

from . import environment


def begin(here):
    """Joins the arena and puts the hooks where they belong."""
    taken = environment.take(here)
    if not taken["FORKLORE_ARENA"]:
        return
    from . import arena, caller, emitter, failures, gate, grafts, handlers, hands, opcodes, output, spawning, system

    if _is_inner(arena):
        return
    arena.join(taken["FORKLORE_ARENA"])
    gate.join(os.path.join(os.path.dirname(here), "bells"))
    caller.know(taken["FORKLORE_PROGRAM"], here)
    emitter.install(os.path.join(here, "emitter.so"))
    _become(*spawning.heard(taken["FORKLORE_SLOT"]))
    system.install()
    spawning.install()
    failures.install()
    handlers.install()
    output.install()
    grafts.install(os.path.join(here, "kept"), sys.meta_path)
    opcodes.install()
    hands.install()


def _is_inner(arena):
    """Whether this is another interpreter inside a process that tells already: it has the arena, and its threads are
    not to tell into rings that are another's."""
    with open("/proc/self/maps", "rb") as maps:
        return arena.MAPPED in maps.read()


def _become(slot, daemon, role, title):
    """Whoever we were announced as; or the same as before; or somebody whom nobody has announced."""
    from . import arena, me
    from .layout import CLAIMED, PID, STATE

    place = arena.slot_at(slot)
    pid, state = arena.words[(place + PID) // 4], arena.words[(place + STATE) // 4]
    program = os.path.basename(sys.executable) or "python"
    if slot and pid in (0, os.getpid()):
        if state == CLAIMED:
            me.become_process(slot, title or "MainProcess", daemon, role)
        else:
            me.go_on(slot, "MainProcess")
        return
    known = arena.slot_of(os.getpid())
    if known:
        me.go_on(known, "MainProcess")
    else:
        me.become_process(me.stranger(program), "MainProcess")
