import gc
import queue
import signal
import sys
import threading
from multiprocessing import Lock

TIMES = 300


def blocks():
    gc.collect()
    return sys.getallocatedblocks()


def makes():
    for _ in range(TIMES):
        with threading.Lock():
            pass
        with threading.RLock():
            pass
        threading.Event().set()
        queue.Queue().put(1)
        signal.signal(signal.SIGUSR1, lambda *_: None)
        with Lock():
            pass


# The first may take room for themselves; those that come after them leave nothing behind.
makes()
before = blocks()
makes()
print(blocks() - before < TIMES)
