import threading

lock = threading.Lock()


def take():
    lock.acquire()
    raise ValueError("in the middle")
    lock.release()


thread = threading.Thread(target=take)
thread.start()
thread.join()
lock.acquire()
