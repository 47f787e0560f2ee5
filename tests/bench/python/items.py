"""Twenty thousand items through a queue, from one process to another. Writes how long that took to the file it is given."""

import multiprocessing
import sys
import time

ITEMS = 20_000


def read(queue):
    for _ in range(ITEMS):
        queue.get()


if __name__ == "__main__":
    queue = multiprocessing.Queue()
    reader = multiprocessing.Process(target=read, args=(queue,))
    began = time.perf_counter()
    reader.start()
    for number in range(ITEMS):
        queue.put(number)
    reader.join()
    took = time.perf_counter() - began
    with open(sys.argv[1], "w") as file:
        file.write(str(took))
