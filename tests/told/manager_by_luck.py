import multiprocessing
import sys


def count(total, lock):
    if lock is None:
        total.value += 1
    else:
        with lock:
            total.value += 1


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    with context.Manager() as manager:
        bare, guarded, lock = manager.Value("i", 0), manager.Value("i", 0), manager.Lock()
        for total, its_lock in (bare, None), (guarded, lock):
            for _ in range(2):
                child = context.Process(target=count, args=(total, its_lock))
                child.start()
                child.join()
