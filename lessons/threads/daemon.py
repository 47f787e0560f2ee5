import threading
from multiprocessing import Lock


def loop():
    here.release()
    with door:  # never opened
        print("never printed", flush=True)


if __name__ == "__main__":
    door = Lock()
    here = Lock()
    for lock in (door, here):
        lock.acquire()
    thread = threading.Thread(target=loop, daemon=True)
    thread.start()
    here.acquire()  # now the thread is at the door
    print("the main thread is through", flush=True)
