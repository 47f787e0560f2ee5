import os
import time
from multiprocessing import Pool

WORKERS = 4
TASKS = 8


def cross(person):
    print(f"{person} boards {os.getpid()}", flush=True)
    time.sleep(0.8)
    print(f"{person} is across", flush=True)


if __name__ == "__main__":
    pool = Pool(WORKERS)
    for person in range(TASKS):
        pool.apply_async(cross, (person,))
    pool.close()
    try:
        pool.apply_async(cross, (TASKS,))
    except ValueError as error:
        print("ValueError:", error, flush=True)
    pool.join()
    print("all are across", flush=True)
