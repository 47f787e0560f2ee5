import sys
import multiprocessing

context = multiprocessing.get_context(sys.argv[1])


import concurrent.futures


def f(number):
    return 10 // number


if __name__ == "__main__":
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as pool:
        print(list(pool.map(f, [1, 2])), pool.submit(f, 5).result())
        print(repr(pool.submit(f, 0).exception()))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        print(list(pool.map(f, [1, 2])))
