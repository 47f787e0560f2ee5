import copy
import pickle
import sys
import threading
from multiprocessing import get_context

lock, again = threading.Lock(), threading.RLock()
total = twice = 0


def add(times):
    global total, twice
    for _ in range(times):
        with lock:
            total += 1
        with again, again:
            twice += 1


class Store:
    make = threading.Lock

    def __init__(self):
        self.lock = self.make()


def refused():
    yield lambda: pickle.dumps(lock)
    yield lambda: copy.deepcopy(again)
    yield lambda: lock.release()
    yield lambda: again.release()
    yield lambda: lock.acquire(True, 1, 2)
    yield lambda: lock.acquire(False, 3)
    yield lambda: lock.acquire(timeout=-3)
    yield lambda: lock.acquire(blocking=True, wait=3)
    yield lambda: lock.color
    yield lambda: threading.Lock(1, 2)
    yield lambda: type(lock)(1)
    yield lambda: type("Mine", (type(lock),), {})
    yield lambda: setattr(lock, "acquire", None)
    yield lambda: get_context("spawn").Process(target=print, args=(lock,)).start()


if __name__ == "__main__":
    threads = [threading.Thread(target=add, args=(500,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(total, twice, lock.locked(), lock.acquire(False), lock.locked(), lock.acquire(timeout=0.01))
    lock.release()
    for one in refused():
        try:
            print(one())
        except Exception as error:
            print(type(error).__name__, error)
    print(type(lock), type(again), type(lock).__name__, isinstance(lock, type(threading.Lock())))
    print(isinstance(again, type(threading.RLock())), type(Store().lock) is type(lock), bool(lock), {lock: 1}[lock])
    print(repr(lock).split(" at ")[0], repr(again).split(" at ")[0])
    if sys.version_info >= (3, 13):
        print(isinstance(lock, threading.Lock), threading.Lock, threading.Lock | None, type(threading.Lock))
    print(threading.Lock.__name__, threading.RLock.__name__, threading.Lock.__doc__ == type(lock).__doc__)
    with lock:
        raise ValueError("while it is held")
