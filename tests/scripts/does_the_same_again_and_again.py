"""What is done ten thousand times leaves nothing behind: as many blocks of memory are in use as before, and as many
owners of what everybody shares."""

import multiprocessing
import sys

context = multiprocessing.get_context(sys.argv[1])


def rounds(count, locks, queue):
    for number in range(count):
        for lock in locks:
            with lock:
                pass
            lock.acquire()
            lock.release()
            lock.acquire(False)
            lock.release()
        try:
            locks[0].release()
        except ValueError:
            pass
        queue.put((number + 1000, "text", number + 0.5))
        queue.get()


def used():
    return [sys.getallocatedblocks()] + [sys.getrefcount(thing) for thing in (None, True, False, ())]


if __name__ == "__main__":
    locks = context.Lock(), context.RLock(), context.Semaphore(2)
    queue = context.Queue()
    rounds(300, locks, queue)
    before = used()
    rounds(5000, locks, queue)
    after = used()
    grown = [now - then for now, then in zip(after, before)]
    print("nothing is left" if all(abs(more) < 1000 for more in grown) else grown)
