import multiprocessing
import sys
from multiprocessing.pool import ThreadPool


def f(number):
    return 6 // number


def some():
    yield 1
    yield 2


def came(value):
    print("came", value)


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    with context.Pool(1) as pool:
        print(list(pool.imap(f, some())))
        result = pool.map_async(f, [3, 6], chunksize=1, callback=came)
        result.wait()
        print(result.ready(), result.successful(), result.get())
        print(pool.apply(f, (2,)))
        pool.apply_async(f, (0,), error_callback=came).wait()
    with ThreadPool(1) as threads:
        print(threads.map(f, [1]))
