import time
from multiprocessing import Lock, Process


def take(first, second):
    with first:
        time.sleep(0.3)
        with second:
            pass


if __name__ == "__main__":
    a, b = Lock(), Lock()
    children = [Process(target=take, args=(a, b)), Process(target=take, args=(b, a))]
    for child in children:
        child.start()
    for child in children:
        child.join()
