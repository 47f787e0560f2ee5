import logging
from concurrent.futures import ThreadPoolExecutor

logging.disable(logging.CRITICAL)


def refuses():
    raise OSError("not today")


with ThreadPoolExecutor(1, initializer=refuses) as pool:
    print(type(pool.submit(pow, 2, 2).exception()).__name__)
with ThreadPoolExecutor(1, "named", initializer=print, initargs=("ready",)) as pool:
    print(pool.submit(pow, 2, 2).result())
