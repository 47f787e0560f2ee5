import signal
import threading


class Stop(Exception):
    pass


def stop(number, frame):
    raise Stop


signal.signal(signal.SIGALRM, stop)
times = 0
for turn in range(60):
    lock = threading.RLock() if turn % 2 else threading.Lock()
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.0005 + 0.00001 * turn)
        while True:
            with lock:
                pass
    except Stop:
        times += 1
print(times)
