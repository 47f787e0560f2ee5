"""How often an interrupt leaves a lock held: so many per kind, each of a tight loop, by a signal handler that raises."""

import signal
import sys
import threading
import multiprocessing


class Stop(Exception):
    pass


def stop(number, frame):
    raise Stop


def interrupted(lock, after):
    """Takes and gives the lock until the signal comes; one that is swallowed on its way comes again."""
    try:
        signal.setitimer(signal.ITIMER_REAL, after, 0.5)
        try:
            while True:
                with lock:
                    pass
        except Stop:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except Stop:
        signal.setitimer(signal.ITIMER_REAL, 0)


def is_held(lock):
    got = []
    other = threading.Thread(target=lambda: got.append(lock.acquire(False)))
    other.start()
    other.join()
    return not got[0]


signal.signal(signal.SIGALRM, stop)
for make in (threading.Lock, threading.RLock, threading.Condition, multiprocessing.Lock):
    held = 0
    for turn in range(int(sys.argv[1])):
        lock = make()
        interrupted(lock, 0.0003 + 0.0000017 * turn)
        held += is_held(lock)
    name = getattr(make, "__name__", "")
    print({"allocate_lock": "threading.Lock", "lock": "threading.Lock", "RLock": "threading.RLock"}.get(name, name), held)
