import time
from multiprocessing import Process, Queue


def read(q):
    print('got', q.get(), flush=True)


if __name__ == '__main__':
    q = Queue()
    first = Process(target=read, args=(q,))
    second = Process(target=read, args=(q,))
    first.start()
    time.sleep(1)
    second.start()
    time.sleep(1)
    first.terminate()
    first.join()
    print('put A', flush=True)
    q.put('A')
    second.join()
    print('second is done', flush=True)
