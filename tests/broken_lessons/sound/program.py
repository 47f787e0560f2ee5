from multiprocessing import Process, Queue

ITEMS = 3


def write(q):
    for n in range(1, ITEMS + 1):
        q.put(n)


if __name__ == "__main__":
    q = Queue()
    writer = Process(target=write, args=(q,))
    writer.start()
    for _ in range(ITEMS):
        print(q.get())
    writer.join()
