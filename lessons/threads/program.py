import os
import threading
import time
from multiprocessing import Process

ROUNDS = 3
PAUSE = 0.2
seen = []


def loop():
    for _ in range(ROUNDS):
        seen.append(threading.current_thread().name)
        time.sleep(PAUSE)


def report():
    print(os.getpid(), "has seen", len(seen), sorted(set(seen)), flush=True)


def work():
    threads = [threading.Thread(target=loop, name=name)
               for name in ("left", "right")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report()


if __name__ == "__main__":
    processes = [Process(target=work) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    report()
