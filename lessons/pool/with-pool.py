import os
import time
from multiprocessing import Pool

WORKERS = 4
TASKS = 8


def cross(person):
    print(f"{person} boards {os.getpid()}", flush=True)
    time.sleep(60)
    print(f"{person} is across", flush=True)


if __name__ == "__main__":
    with Pool(WORKERS) as pool:
        for person in range(TASKS):
            pool.apply_async(cross, (person,))
        time.sleep(0.5)
    print("the boats are gone", flush=True)
