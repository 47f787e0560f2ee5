import threading
from multiprocessing import Value

counter = Value("i", 0)


def add():
    counter.value += 1


threads = [threading.Thread(target=add) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("left:", counter.value)
