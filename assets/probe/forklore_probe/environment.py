"""The environment: our variables are not the program's, but what it executes inherits them."""

import os

OURS = ("FORKLORE_ARENA", "FORKLORE_SLOT", "FORKLORE_PROBE", "FORKLORE_PROGRAM")


def take(here):
    """Our variables, taken out of what the program sees; the C environment keeps them for what it executes."""
    seen = os.environ._data
    taken = {name: os.fsdecode(seen.pop(name.encode(), b"")) for name in OURS}
    path = seen.get(b"PYTHONPATH", b"").split(b":")
    path = [place for place in path if place != os.fsencode(here)]
    if path:
        seen[b"PYTHONPATH"] = b":".join(path)
    else:
        seen.pop(b"PYTHONPATH", None)
    return taken
