from multiprocessing import Manager, Process


def asks(lock):
    if lock.acquire(timeout=0.2):
        lock.release()
        print("got")


if __name__ == "__main__":
    with Manager() as manager:
        lock = manager.Lock()
        child = Process(target=asks, args=(lock,))
        child.start()
        with lock:
            pass
        child.join()
        print("met")
