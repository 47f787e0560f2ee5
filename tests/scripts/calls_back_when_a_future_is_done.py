import functools
import sys
import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

context = multiprocessing.get_context(sys.argv[1])


def halve(number):
    return 10 // number


def said(name, future):
    print(name, future.done(), future.exception() or future.result())


def stumbles(future):
    raise KeyError("in a callback")


if __name__ == "__main__":
    for pool in ProcessPoolExecutor(1, mp_context=context), ThreadPoolExecutor(1):
        with pool:
            first, second = pool.submit(halve, 5), pool.submit(halve, 0)
            first.add_done_callback(functools.partial(said, "first"))
        second.add_done_callback(stumbles)
        second.add_done_callback(functools.partial(said, "second"))
