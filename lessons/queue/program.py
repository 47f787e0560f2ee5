import random
import time
from multiprocessing import Process, Queue

ITEMS = 3
MAXSIZE = 0
PAUSE = 0.6
READERS = 1
SENTINEL = False


def write(q):
    for value in 'ABCDEFGHIJ'[:ITEMS]:
        print('put', value, flush=True)
        q.put(value)
        time.sleep(PAUSE * random.random())


def read(q):
    while True:
        value = q.get()
        if value is None:
            break
        print('got', value, flush=True)


if __name__ == '__main__':
    q = Queue(MAXSIZE)
    writer = Process(target=write, args=(q,))
    readers = [Process(target=read, args=(q,)) for _ in range(READERS)]
    for p in [writer] + readers:
        p.start()
    writer.join()
    for reader in readers:
        if SENTINEL:
            q.put(None)
        else:
            reader.terminate()
    for reader in readers:
        reader.join()
