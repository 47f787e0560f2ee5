"""The grafts: which modules of the library get which hooks."""

import sys

from . import connections, contexts, executors, futures, gate, locks, meetings, pools, processes, queues, threads, values
from .graft import Finder, Module, regraft
from .hook import Hooks
from .step import wrong

MODULES = {
    "concurrent.futures._base": futures.MODULE,
    "concurrent.futures.process": executors.PROCESS,
    "concurrent.futures.thread": executors.THREAD,
    "multiprocessing.connection": connections.MODULE,
    "multiprocessing.context": contexts.MODULE,
    "multiprocessing.pool": pools.MODULE,
    "multiprocessing.popen_fork": processes.POPEN,
    "multiprocessing.popen_forkserver": processes.FORKSERVER,
    "multiprocessing.popen_spawn_posix": processes.SPAWN,
    "multiprocessing.process": processes.PROCESS,
    "multiprocessing.queues": queues.MODULE,
    "multiprocessing.sharedctypes": values.MODULE,
    "multiprocessing.synchronize": Module(
        Hooks(**locks.HOOKS, **meetings.HOOKS), {**locks.FUNCTIONS, **meetings.FUNCTIONS}
    ),
    "multiprocessing.util": processes.UTIL,
    "threading": Module(
        Hooks(**threads.HOOKS, **meetings.BARRIER_HOOKS), {**threads.FUNCTIONS, **meetings.BARRIER_FUNCTIONS}
    ),
}


def install(cache, finders):
    """Grafts what comes, and what is there already."""
    if gate.is_on:
        connections.MODULE.functions.update(connections.GATED)
        vars(connections.MODULE.hooks).update(connections.GATED_HOOKS)
    finders.insert(0, Finder(MODULES, cache))
    for name, module in MODULES.items():
        if name in sys.modules:
            try:
                regraft(name, module)
            except Exception as error:
                wrong(regraft, error)
