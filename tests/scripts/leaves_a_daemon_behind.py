import sys
import multiprocessing

context = multiprocessing.get_context(sys.argv[1])


import time


def f():
    time.sleep(60)


if __name__ == "__main__":
    context.Process(target=f, daemon=True).start()
    print("done")
