"""The entry: what happens before the first line of the program."""

import os
import sys

from . import environment


def begin(here):
    """Joins the arena and puts the hooks where they belong."""
    taken = environment.take(here)
    if not taken["FORKLORE_ARENA"]:
        return
    from . import arena, caller, failures, grafts, me, output, system

    arena.join(taken["FORKLORE_ARENA"])
    caller.know(taken["FORKLORE_PROGRAM"], here)
    me.become_process(int(taken["FORKLORE_SLOT"] or 0), "MainProcess")
    system.install()
    failures.install()
    output.install()
    grafts.install(os.path.join(here, "grafted"), sys.meta_path)
