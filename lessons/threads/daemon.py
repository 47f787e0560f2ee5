import threading
from multiprocessing import Lock


def loop():
    with door:  # never opened
        print("never printed", flush=True)


if __name__ == "__main__":
    door = Lock()
    door.acquire()
    thread = threading.Thread(target=loop, daemon=True)
    thread.start()
    print("the main thread is through", flush=True)
