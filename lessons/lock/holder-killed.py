import os
import signal
from multiprocessing import Lock, Process


def unlucky(lock):
    with lock:
        os.kill(os.getpid(), signal.SIGKILL)


def patient(lock):
    with lock:
        print("got it", flush=True)


if __name__ == "__main__":
    lock = Lock()
    first = Process(target=unlucky, args=(lock,))
    first.start()
    first.join()
    print("killed:", first.exitcode, flush=True)
    second = Process(target=patient, args=(lock,))
    second.start()
    second.join()
