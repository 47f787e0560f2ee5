import multiprocessing
import sys

context = multiprocessing.get_context(sys.argv[1])


def f(tasks, lock, done):
    with lock:
        print("has", tasks.get(), flush=True)
    done.set()


if __name__ == "__main__":
    with context.Manager() as manager:
        tasks, lock, done = manager.Queue(1), manager.Lock(), manager.Event()
        lock.acquire()
        child = context.Process(target=f, args=(tasks, lock, done))
        child.start()
        lock.release()
        tasks.put("it")
        done.wait()
        child.join()
        shared = manager.Namespace(x=1)
        shared.x += 1
        number = manager.Value("i", 3)
        number.value *= 2
        print(shared, number.value, tasks.qsize(), done.is_set(), child.exitcode, flush=True)
