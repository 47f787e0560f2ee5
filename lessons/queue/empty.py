from multiprocessing import Process, Queue, Semaphore


def write(q, looked):
    looked.acquire()
    for value in 'ABC':
        q.put(value)


def read(q, looked):
    while not q.empty():
        print('got', q.get(), flush=True)
    print('the queue is empty, says empty()', flush=True)
    looked.release()


if __name__ == '__main__':
    q = Queue()
    looked = Semaphore(0)
    writer = Process(target=write, args=(q, looked))
    reader = Process(target=read, args=(q, looked))
    writer.start()
    reader.start()
    reader.join()
    writer.join()
    print('empty() now says', q.empty(), flush=True)
    for _ in range(3):
        print('left', q.get(), flush=True)
