import os
import signal
import time
from multiprocessing import Pool


def work(number):
    time.sleep(0.2)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    with Pool(1) as pool:
        result = pool.apply_async(work, (1,))
        result.get()
