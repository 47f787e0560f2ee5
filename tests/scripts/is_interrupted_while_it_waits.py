import queue
import signal
import threading


def stop(number, frame):
    raise InterruptedError("enough")


signal.signal(signal.SIGALRM, stop)
slots, todo, simple, event = threading.Semaphore(0), queue.Queue(), queue.SimpleQueue(), threading.Event()
lock, again, room = threading.Lock(), threading.RLock(), threading.Condition()
lock.acquire()
holder = threading.Thread(target=again.acquire)
holder.start()
holder.join()


def is_called():
    with room:
        room.wait()


def is_taken():
    with lock:
        print("taken")


for wait in (
    slots.acquire,
    todo.get,
    simple.get,
    event.wait,
    is_called,
    is_taken,
    lambda: again.acquire(timeout=20),
    lambda: todo.put(1) or todo.join(),
):
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        wait()
        print("not interrupted")
    except InterruptedError as error:
        print(error, lock.locked(), slots._value, todo.unfinished_tasks, event.is_set(), room._is_owned())
