from concurrent.futures import ThreadPoolExecutor


def inner():
    return 1


def outer(pool):
    return pool.submit(inner).result()


with ThreadPoolExecutor(1) as pool:
    print(pool.submit(outer, pool).result())
