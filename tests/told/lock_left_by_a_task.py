from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Lock, Pool


def fails(number):
    lock.acquire()
    return 1 // number


def forgets():
    other.acquire()


def tries():
    return other.acquire(timeout=0.5)


lock, other = Lock(), Lock()

if __name__ == "__main__":
    with Pool(1) as pool:
        try:
            pool.apply(fails, (0,))
        except ZeroDivisionError as error:
            print(error)
    with ThreadPoolExecutor(2) as threads:
        threads.submit(forgets).result()
        print(tries())
