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
    try:
        pool.join()
    except ValueError as error:
        print("ValueError:", error, flush=True)
    pool.close()
    pool.join()  # now it may
    print("all are across", flush=True)
