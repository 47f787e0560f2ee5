import queue
import threading

q, sem, cond, ev, bar = queue.Queue(1), threading.Semaphore(1), threading.Condition(), threading.Event(), threading.Barrier(2)
seen = []


def work():
    item = q.get()
    with sem:
        seen.append(item)
    q.task_done()
    bar.wait()
    with cond:
        seen.append("called")
        cond.notify()
    ev.wait()


thread = threading.Thread(target=work)
thread.start()
q.put(1)
q.join()
bar.wait()
with cond:
    while "called" not in seen:
        cond.wait()
ev.set()
thread.join()
print(seen)
