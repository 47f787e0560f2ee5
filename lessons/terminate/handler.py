import signal
import sys
import time
from multiprocessing import Event, Process


def stop(number, frame):
    sys.exit(3)


def polite(ready):
    signal.signal(signal.SIGTERM, stop)
    try:
        ready.set()
        time.sleep(60)
    finally:
        print("tidied up", flush=True)


if __name__ == "__main__":
    ready = Event()
    p = Process(target=polite, args=(ready,))
    p.start()
    ready.wait()
    p.terminate()
    p.join()
    print("polite", p.exitcode, flush=True)
