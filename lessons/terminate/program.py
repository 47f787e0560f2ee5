import signal
import time
from multiprocessing import Event, Process


def polite(ready):
    try:
        ready.set()
        time.sleep(60)
    finally:
        print("tidied up", flush=True)


def deaf(ready):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ready.set()
    time.sleep(60)


def brief(ready):
    ready.set()


def begin(target):
    ready = Event()
    p = Process(target=target, args=(ready,))
    p.start()
    ready.wait()
    return p


if __name__ == "__main__":
    p = begin(polite)
    p.terminate()
    p.join()
    print("polite", p.exitcode, flush=True)

    q = begin(deaf)
    q.terminate()
    q.join(0.5)
    print("still here:", q.exitcode, flush=True)
    q.kill()
    q.join()
    print("deaf", q.exitcode, flush=True)

    r = begin(brief)
    r.join()
    r.terminate()
    print("brief", r.exitcode, flush=True)
