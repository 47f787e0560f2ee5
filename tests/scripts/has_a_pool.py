import sys
import multiprocessing

context = multiprocessing.get_context(sys.argv[1])


def f(number):
    if number == 3:
        raise ValueError(number)
    return number * number


if __name__ == "__main__":
    with context.Pool(2) as pool:
        print(pool.map(f, [1, 2]), pool.apply(f, (4,)), list(pool.imap(f, range(3))))
        print(pool.apply_async(f, (5,), callback=print).get())
        print(sorted(pool.imap_unordered(f, range(3))), pool.starmap(max, [(1, 2), (4, 3)]))
        pool.map(f, range(5))
