import os
import threading

lock, held, over = threading.Lock(), threading.Event(), threading.Event()


def hold():
    with lock:
        held.set()
        over.wait()


threading.Thread(target=hold, name="holder").start()
held.wait()
child = os.fork()
if child == 0:
    with lock:
        os._exit(0)
os.waitpid(child, 0)
over.set()
