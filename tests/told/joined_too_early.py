import multiprocessing


def produces(q):
    q.put("x" * 200000)


if __name__ == "__main__":
    q = multiprocessing.Queue()
    producer = multiprocessing.Process(target=produces, args=(q,), name="producer")
    producer.start()
    producer.join(timeout=2)
    print(len(q.get()))
    producer.join()
