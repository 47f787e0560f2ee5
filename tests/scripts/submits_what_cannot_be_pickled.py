import sys
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

context = multiprocessing.get_context(sys.argv[1])


def lock():
    import threading

    return threading.Lock()


if __name__ == "__main__":
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        print(type(pool.submit(lambda: 1).exception()).__name__)
        print(type(pool.submit(lock).exception()).__name__)
        print(list(pool.map(str, range(7), chunksize=3)))
