import os
import signal
import threading
import traceback

lock = threading.Lock()
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler, lock.locked())
try:
    with lock:
        os.kill(os.getpid(), signal.SIGINT)
        lock.locked()
except KeyboardInterrupt as error:
    print(type(error), lock.locked())
print(signal.signal(signal.SIGINT, signal.SIG_DFL) is signal.default_int_handler)
signal.signal(signal.SIGINT, signal.default_int_handler)
with lock:
    signal.raise_signal(signal.SIGINT)
    for _ in range(10):
        pass
