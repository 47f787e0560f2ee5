import multiprocessing
import time


def works(ends):
    ends.wait()


def opens(ends):
    time.sleep(0.3)
    ends.set()


if __name__ == "__main__":
    ends = multiprocessing.Event()
    multiprocessing.Process(target=works, args=(ends,), name="left").start()
    opener = multiprocessing.Process(target=opens, args=(ends,), name="opener", daemon=False)
    opener.start()
