import sys
import multiprocessing
from multiprocessing.pool import ThreadPool

context = multiprocessing.get_context(sys.argv[1])


def f(number):
    if number == 7:
        raise ValueError(number)
    return number * number


def some():
    for number in range(3):
        yield number


def came(value):
    print("came", value)


def failed(error):
    print("failed", repr(error))


if __name__ == "__main__":
    with context.Pool(2) as pool:
        print(list(pool.imap(f, some())), sorted(pool.imap_unordered(f, range(4), chunksize=2)))
        print(pool.apply(f, (4,)), pool.map(f, some()), pool.starmap(pow, [(2, 2), (3, 3)]))
        result = pool.map_async(f, range(4), chunksize=1, callback=came)
        result.wait()
        print(result.ready(), result.successful(), result.get())
        print(pool.starmap_async(pow, [(2, 2)]).get(30))
        result = pool.apply_async(f, (7,), error_callback=failed)
        result.wait()
        print(result.ready(), result.successful())
        numbers = pool.imap(f, [1, 7, 2])
        print(next(numbers))
        try:
            next(numbers)
        except ValueError as error:
            print(repr(error))
        print(numbers.next(timeout=30), next(numbers, "no more"))
        try:
            pool.apply_async(f, (lambda: 1,)).get()
        except Exception as error:
            print(type(error).__name__)
    with ThreadPool(2) as threads:
        print(threads.map(f, [1, 2]), list(threads.imap(f, [3])))
