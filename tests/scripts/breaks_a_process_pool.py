import os
import signal
import sys
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

context = multiprocessing.get_context(sys.argv[1])


def dies():
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        future = pool.submit(dies)
        try:
            future.result()
        except BrokenProcessPool:
            print("broken")
        try:
            pool.submit(print)
        except BrokenProcessPool:
            print("still broken")
