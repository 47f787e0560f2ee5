import sys
import multiprocessing

context = multiprocessing.get_context(sys.argv[1])


import time


def f():
    time.sleep(60)


if __name__ == "__main__":
    p = context.Process(target=f, daemon=True)
    p.start()
    p.join(0.2)
    print(p.exitcode)
    p.terminate()
    p.join()
    print(p.exitcode)
