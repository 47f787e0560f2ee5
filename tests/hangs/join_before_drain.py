from multiprocessing import Process, Queue


def produce(q):
    q.put("x" * 200000)


if __name__ == "__main__":
    q = Queue()
    producer = Process(target=produce, args=(q,))
    producer.start()
    producer.join()
    q.get()
