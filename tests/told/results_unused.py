import math
from concurrent.futures import ThreadPoolExecutor, as_completed
from multiprocessing import Pool


def returns(number):
    return number * number


def returns_nothing(number):
    pass


def finds(number):
    return number == 3


if __name__ == "__main__":
    with Pool(2) as unused:
        for number in range(3):
            unused.apply_async(returns, (number,))
        unused.close()
        unused.join()
    with Pool(1) as overwritten:
        for number in range(3):
            result = overwritten.apply_async(returns, (number,))
        print(result.get())
    with Pool(1) as nothing:
        nothing.apply_async(returns_nothing, (1,))
        nothing.close()
        nothing.join()
    with Pool(1) as called:
        called.apply_async(returns, (1,), callback=print)
        called.close()
        called.join()
    with Pool(1) as iterated:
        print(list(iterated.imap(math.sqrt, [4.0])), list(iterated.imap_unordered(abs, [-1])))
    with ThreadPoolExecutor(1) as first:
        print(next(number for number, found in enumerate(first.map(finds, range(9))) if found))
    with ThreadPoolExecutor(1) as completed:
        print([future.result() for future in as_completed([completed.submit(returns, 2)])])
