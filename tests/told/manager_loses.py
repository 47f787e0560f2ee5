import multiprocessing
import sys


def slow(totals, has_read, may_write):
    had = totals["k"]
    has_read.set()
    may_write.wait()
    totals["k"] = had + 1


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    with context.Manager() as manager:
        totals = manager.dict(k=0)
        has_read, may_write = context.Event(), context.Event()
        child = context.Process(target=slow, args=(totals, has_read, may_write))
        child.start()
        has_read.wait()
        totals["k"] += 1
        may_write.set()
        child.join()
