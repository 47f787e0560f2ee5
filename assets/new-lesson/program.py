from multiprocessing import Process, Queue

ITEMS = 3


def write(q):
    for value in range(ITEMS):
        q.put(value)


if __name__ == "__main__":
    q = Queue()
    writer = Process(target=write, args=(q,))
    writer.start()
    for _ in range(ITEMS):
        print("got", q.get())
    writer.join()
    print("end", writer.exitcode)
