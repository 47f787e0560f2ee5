import os
import time
from multiprocessing import Pool

WORKERS = 4
TASKS = 8
LENGTHS = "mixed"
DEFAULT_SIZE = False


def seconds(person):
    if LENGTHS == "equal":
        return 1.6
    return 0.8 if person == 0 else 2.4


def cross(person):
    print(f"{person} boards {os.getpid()}", flush=True)
    time.sleep(seconds(person))
    print(f"{person} is across", flush=True)


if __name__ == "__main__":
    size = None if DEFAULT_SIZE else WORKERS
    pool = Pool(size)
    for person in range(TASKS):
        pool.apply_async(cross, (person,))
    pool.close()
    print("nobody else is coming", flush=True)
    pool.join()
    print("all are across", flush=True)
