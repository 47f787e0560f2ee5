"""A manager's dict and lock, whatever way its server is started: `threading.Lock` itself is sent to it by name."""

import multiprocessing
import sys


def count(shared, lock):
    for _ in range(20):
        with lock:
            shared["n"] += 1


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    with context.Manager() as manager:
        shared, lock = manager.dict(n=0), manager.Lock()
        both = [context.Process(target=count, args=(shared, lock)) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        print(shared, [one.exitcode for one in both])
