import multiprocessing
import time


def reads(q):
    q.get()


if __name__ == "__main__":
    q = multiprocessing.Queue()
    first = multiprocessing.Process(target=reads, args=(q,), name="first")
    first.start()
    # It has the turn to read, and waits for an item.
    while q._rlock._semlock._get_value():
        time.sleep(0.01)
    time.sleep(0.2)
    first.kill()
    first.join()
    q.put("never read")
    try:
        q.get(timeout=0.2)
    except Exception as error:
        print(type(error).__name__)
    q.cancel_join_thread()
