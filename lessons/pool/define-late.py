import os
import time
from multiprocessing import Pool

WORKERS = 4
TASKS = 8

if __name__ == "__main__":
    pool = Pool(WORKERS)

    def cross(person):
        print(f"{person} boards {os.getpid()}", flush=True)
        time.sleep(0.8)
        print(f"{person} is across", flush=True)

    pool.map(cross, range(TASKS))
    print("all are across", flush=True)
