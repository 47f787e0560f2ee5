import signal
from multiprocessing import Lock


class Stop(Exception):
    pass


def stop(number, frame):
    raise Stop


signal.signal(signal.SIGALRM, stop)
times = 0
for turn in range(50):
    lock = Lock()
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.0005 + 0.00001 * turn)
        while True:
            with lock:
                pass
    except Stop:
        times += 1
print(times)
