"""Puts items of some size until the queue's feeder is stuck in its pipe, then takes them out."""

import multiprocessing
import sys
import time

ITEM = bytes(int((sys.argv[2:] or [1000])[0]))
# Twice what a pipe holds.
ITEMS = 131072 // (len(ITEM) + 4)


def is_stuck(thread):
    """Whether it sleeps in a system call on the descriptor that the queue is written to."""
    with open("/proc/self/task/%d/syscall" % thread.native_id) as file:
        words = file.read().split()
    return len(words) > 1 and int(words[1], 16) == queue._writer.fileno()


if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    queue = multiprocessing.Queue()
    for _ in range(ITEMS):
        queue.put(ITEM)
    while not is_stuck(queue._thread):
        time.sleep(0.01)
    for _ in range(ITEMS):
        queue.get()
    print(ITEMS, "items of", len(ITEM))
