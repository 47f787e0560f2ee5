import sys
import multiprocessing

context = multiprocessing.get_context(sys.argv[1])


def f():
    raise KeyError("lost")


if __name__ == "__main__":
    p = context.Process(target=f)
    p.start()
    p.join()
    print(p.exitcode)
