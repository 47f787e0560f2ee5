import os
import queue
import threading

lock, again, full = threading.Lock(), threading.RLock(), queue.Queue()
full.put("from before")
lock.acquire()
with again:
    child = os.fork()
    if child == 0:
        full.put("by the child")
        print(full.get(), full.get(), lock.locked(), lock.acquire(False), again.acquire(False), flush=True)
        lock.release()
        os._exit(0)
os.waitpid(child, 0)
print(full.get(), full.empty(), lock.locked())
lock.release()
