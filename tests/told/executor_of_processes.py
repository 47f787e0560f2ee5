import sys
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

gate = None


def begins(given):
    global gate
    gate = given


def f(number):
    gate.wait()
    return 4 // number


def said(future):
    print("done")


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    opens = context.Event()
    pool = ProcessPoolExecutor(1, mp_context=context, initializer=begins, initargs=(opens,))
    first, second, third = (pool.submit(f, number) for number in (4, 1, 0))
    first.add_done_callback(said)
    opens.set()
    print(second.result(), third.exception())
    pool.shutdown()
