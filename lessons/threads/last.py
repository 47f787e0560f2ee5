import threading
from multiprocessing import Lock


def loop():
    with door:  # shut until the main thread is through
        print("the other thread is through", flush=True)


if __name__ == "__main__":
    door = Lock()
    door.acquire()
    thread = threading.Thread(target=loop)
    thread.start()
    print("the main thread is through", flush=True)
    door.release()
