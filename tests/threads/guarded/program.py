import threading
from multiprocessing import Value

counter, lock = Value("i", 0), threading.Lock()


def add():
    with lock:
        counter.value += 1


threads = [threading.Thread(target=add) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("left:", counter.value)
