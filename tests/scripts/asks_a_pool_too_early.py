import multiprocessing
import time


def slow(seconds):
    time.sleep(seconds)


def bad(number):
    raise KeyError(number)


if __name__ == "__main__":
    with multiprocessing.Pool(1, maxtasksperchild=2) as pool:
        result = pool.apply_async(slow, (30,))
        print(result.ready())
        try:
            result.successful()
        except Exception as error:
            print(type(error).__name__)
        try:
            result.get(timeout=0.05)
        except multiprocessing.TimeoutError as error:
            print(type(error).__name__)
    with multiprocessing.Pool(1, initializer=abs, initargs=(1,)) as pool:
        print(type(pool.map_async(bad, [1, 2], chunksize=1)).__name__)
        pool.close()
        try:
            pool.apply(bad, (1,))
        except ValueError as error:
            print(error)
        pool.join()
