import queue
import sys
import threading
from multiprocessing import get_context


def work(out):
    todo, lock, found = queue.Queue(), threading.Lock(), []

    def square():
        while True:
            number = todo.get()
            if number is None:
                return
            with lock:
                found.append(number * number)
            todo.task_done()

    threads = [threading.Thread(target=square) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(20):
        todo.put(number)
    todo.join()
    for _ in threads:
        todo.put(None)
    for thread in threads:
        thread.join()
    out.put(sorted(found))


if __name__ == "__main__":
    context = get_context(sys.argv[1])
    out = context.SimpleQueue()
    child = context.Process(target=work, args=(out,))
    child.start()
    print(out.get())
    child.join()
    print(child.exitcode)
