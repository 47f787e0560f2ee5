import multiprocessing
import sys


def count(total, lock, may, next_may):
    may.wait()
    if lock is None:
        total.value += 1
    else:
        with lock:
            total.value += 1
    next_may.set()


def both(context, total, lock):
    may, next_may = context.Event(), context.Event()
    first = context.Process(target=count, args=(total, lock, may, next_may))
    second = context.Process(target=count, args=(total, lock, next_may, may))
    first.start()
    second.start()
    may.set()
    first.join()
    second.join()


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    with context.Manager() as manager:
        bare, guarded, lock = manager.Value("i", 0), manager.Value("i", 0), manager.Lock()
        both(context, bare, None)
        both(context, guarded, lock)
        one_by_one = manager.Value("i", 0)
        may = context.Event()
        may.set()
        for _ in range(2):
            child = context.Process(target=count, args=(one_by_one, None, may, may))
            child.start()
            child.join()
