import queue
import threading

todo = queue.Queue()


def work():
    todo.get()
    todo.task_done()
    todo.get()


worker = threading.Thread(target=work)
worker.start()
todo.put("first")
todo.put("second")
worker.join()
todo.join()
