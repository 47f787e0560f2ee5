import threading
from multiprocessing.pool import ThreadPool

lock, done = threading.Lock(), []


def square(number):
    with lock:
        done.append(number)
    return number * number


with ThreadPool(3) as pool:
    print(pool.map(square, range(6)), pool.apply(square, (7,)))
    print(sorted(pool.imap_unordered(square, [2, 3])), pool.apply_async(int, ("x",)).wait(30))
    try:
        pool.apply(int, ("x",))
    except ValueError as error:
        print(error)
    pool.close()
    pool.join()
print(sorted(done))
