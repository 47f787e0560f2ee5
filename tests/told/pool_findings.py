import multiprocessing
import os
import signal
import time


def fails(number):
    raise ValueError(number)


def dies(number):
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    with multiprocessing.Pool(1) as quiet:
        quiet.apply_async(fails, (1,))
        asked = quiet.apply_async(fails, (2,))
        asked.wait()
    with multiprocessing.Pool(1) as deadly:
        try:
            deadly.apply_async(dies, (1,)).get(timeout=1)
        except multiprocessing.TimeoutError:
            print("late")
    with multiprocessing.Pool(1) as left:
        left.apply_async(time.sleep, (60,))
        left.map_async(abs, [1, 2], chunksize=1)
        print("left")
