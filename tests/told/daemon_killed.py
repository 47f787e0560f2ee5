import multiprocessing
import time


def works(begun):
    begun.set()
    time.sleep(60)


if __name__ == "__main__":
    begun = multiprocessing.Event()
    multiprocessing.Process(target=works, args=(begun,), name="logger", daemon=True).start()
    begun.wait()
