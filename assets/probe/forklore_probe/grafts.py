"""The grafts: which modules of the library get which hooks. Those of a module that nobody imports are never made."""

import sys

from .finder import Finder, Loader, graft_of
from .step import wrong

# Where the graft of each stands among our own modules.
MODULES = {
    "concurrent.futures._base": ("futures", "MODULE"),
    "concurrent.futures.process": ("executors", "PROCESS"),
    "concurrent.futures.thread": ("executors", "THREAD"),
    "multiprocessing.connection": ("connections", "MODULE"),
    "multiprocessing.context": ("contexts", "MODULE"),
    "multiprocessing.managers": ("servers", "MODULE"),
    "multiprocessing.pool": ("pools", "MODULE"),
    "multiprocessing.popen_fork": ("processes", "POPEN"),
    "multiprocessing.popen_forkserver": ("processes", "FORKSERVER"),
    "multiprocessing.popen_spawn_posix": ("processes", "SPAWN"),
    "multiprocessing.process": ("processes", "PROCESS"),
    "multiprocessing.queues": ("queues", "MODULE"),
    "multiprocessing.reduction": ("thread_locks", "REDUCTION"),
    "multiprocessing.shared_memory": ("blocks", "MODULE"),
    "multiprocessing.sharedctypes": ("values", "MODULE"),
    "multiprocessing.synchronize": ("meetings", "MODULE"),
    "multiprocessing.util": ("processes", "UTIL"),
    "queue": ("thread_queues", "MODULE"),
    "subprocess": ("programs", "MODULE"),
    "threading": ("thread_meetings", "MODULE"),
}


def install(kept, finders):
    """Grafts what comes, and what is there already."""
    finders.insert(0, Finder(MODULES, kept))
    for name, place in MODULES.items():
        if name in sys.modules:
            try:
                _regraft(sys.modules[name], graft_of(*place), kept)
            except Exception as error:
                wrong(_regraft, error)


def _regraft(living, graft, kept):
    from .graft import regraft

    code = Loader(living.__name__, living.__file__, graft, kept).get_code(living.__name__)
    regraft(living, graft, code)
