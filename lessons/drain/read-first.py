from multiprocessing import Process, Queue

BYTES = 100000


def produce(q):
    q.put('x' * BYTES)


if __name__ == '__main__':
    q = Queue()
    producer = Process(target=produce, args=(q,))
    producer.start()
    text = q.get()
    producer.join()
    print('got', len(text), flush=True)
