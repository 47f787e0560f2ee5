import hashlib
import os
import sys
import time
from multiprocessing import Process
from threading import Thread

N = 4
WORK = 5
INTERVAL = 0.005


def count():
    x = 1
    for turn in range(WORK * 1_000_000):
        x = (x * 5 + turn) % 65521
        if turn % 1000 == 0:
            time.thread_time()  # a look at the clock: here I run


def hash_blocks():
    block = bytes(50_000_000)
    for turn in range(WORK * 2):
        hashlib.sha256(block).digest()


def in_threads(work):
    threads = [Thread(target=work) for turn in range(N)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def lane(name, copies, target, *args):
    begin, used = time.perf_counter(), sum(os.times()[2:4])
    processes = []
    for turn in range(copies):
        process = Process(target=target, args=args, name=name)
        process.start()
        processes.append(process)
    for process in processes:
        process.join()
    seconds, cpu = time.perf_counter() - begin, sum(os.times()[2:4]) - used
    print(f"{name}: {cpu:.1f} s of CPU in {seconds:.1f} s", flush=True)


if __name__ == "__main__":
    gil = getattr(sys, "_is_gil_enabled", lambda: True)()
    print("GIL: on" if gil else "GIL: off", flush=True)
    sys.setswitchinterval(INTERVAL)
    lane("one", 1, count)
    lane("threads", 1, in_threads, count)
    lane("hashing", 1, in_threads, hash_blocks)
    lane("process", N, count)
