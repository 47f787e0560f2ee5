import queue
import threading
from multiprocessing import JoinableQueue

todo, found, best = queue.Queue(maxsize=2), queue.LifoQueue(), queue.PriorityQueue()
simple, across = queue.SimpleQueue(), JoinableQueue()


class Twice(queue.Queue):
    def _put(self, item):
        super()._put(item)
        super()._put(item)


def work():
    while True:
        number = todo.get()
        if number is None:
            todo.task_done()
            return
        best.put((-number, str(number)))
        simple.put(number)
        todo.task_done()


thread = threading.Thread(target=work)
thread.start()
for number in (3, 1, 2, None):
    todo.put(number)
todo.join()
thread.join()
print([best.get() for _ in range(3)], sorted(simple.get() for _ in range(3)), best.empty(), todo.qsize(), todo.full())
for item in "abc":
    found.put_nowait(item)
print([found.get(timeout=1) for _ in range(3)], todo.unfinished_tasks)
mine = Twice()
mine.put("twice")
print(mine.get(), mine.get_nowait(), mine.empty())
across.put(1)
print(across.get())
across.task_done()
across.join()
for wrong in (
    lambda: found.get(timeout=0.01),
    lambda: found.get(False),
    lambda: simple.get_nowait(),
    lambda: simple.get(timeout=0.01),
    lambda: simple.get(timeout=-1),
    lambda: found.get(timeout=-1),
    lambda: simple.put(),
    lambda: found.task_done() or found.task_done() or found.task_done() or found.task_done(),
    lambda: across.task_done(),
    lambda: todo.put(1) or todo.put(2) or todo.put(3, block=False),
):
    try:
        print(wrong())
    except Exception as error:
        print(type(error).__name__, error)
print(queue.SimpleQueue, type(simple) is queue.SimpleQueue, isinstance(simple, queue.SimpleQueue))
if hasattr(todo, "shutdown"):
    todo.shutdown()
    try:
        todo.put(4)
    except queue.ShutDown as error:
        print(type(error).__name__)
