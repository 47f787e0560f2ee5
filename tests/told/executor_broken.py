import os
import signal
import time
from concurrent.futures import ProcessPoolExecutor


def dies():
    time.sleep(0.3)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as pool:
        first, second = pool.submit(dies), pool.submit(print)
        print(type(first.exception()).__name__)
        try:
            second.result()
        except Exception as error:
            print(type(error).__name__)
