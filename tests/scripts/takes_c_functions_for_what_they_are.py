import copy
import inspect
import os
import pickle
import threading
import time
from multiprocessing import Pool

FUNCTIONS = (time.sleep, os.fork, os.kill, os.killpg, os.waitpid, os.wait, os.write, os._exit, os.execv, os.posix_spawn)


class Holder:
    """A C function in a class is no method."""

    nap = time.sleep
    kill = os.kill


def signature(function):
    try:
        return str(inspect.signature(function))
    except ValueError as error:
        return str(error)


def refusal(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return type(error).__name__, str(error)


Holder().nap(0)
Holder().kill(os.getpid(), 0)
for function in FUNCTIONS:
    print(function, function.__module__, function.__qualname__, signature(function), callable(function))
    print(pickle.loads(pickle.dumps(function)) is function, copy.deepcopy(function) is function)
print(signature(threading.Lock), threading.Lock.__text_signature__, signature(threading.RLock))
for function in (time.sleep, os.fork, os.kill, os.waitpid, os.write):
    print(refusal(function, "one", "two", "three", "four"))
print(refusal(time.sleep, -1), refusal(os.kill, os.getpid(), 999))
if __name__ == "__main__":
    with Pool(1) as pool:
        print(pool.apply(os.kill, (os.getpid(), 0)), pool.map(time.sleep, [0, 0]))
