"""Two processes take one lock two hundred thousand times each. Writes how long that took to the file it is given."""

import multiprocessing
import sys
import time

PAIRS = 200_000


def work(lock):
    for _ in range(PAIRS):
        with lock:
            pass


if __name__ == "__main__":
    lock = multiprocessing.Lock()
    workers = [multiprocessing.Process(target=work, args=(lock,)) for _ in range(2)]
    began = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    took = time.perf_counter() - began
    with open(sys.argv[1], "w") as file:
        file.write(str(took))
