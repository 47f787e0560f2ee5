import time
from multiprocessing import Lock, Process, Value

PAUSE = 0.2


def seller(left, lock):
    with lock:
        ticket = left.value
        time.sleep(PAUSE)
        left.value = ticket - 1


if __name__ == "__main__":
    one_lock = Lock()
    other_lock = Lock()
    left = Value("q", 2)
    sellers = [Process(target=seller, args=(left, one_lock)),
               Process(target=seller, args=(left, other_lock))]
    for s in sellers:
        s.start()
    for s in sellers:
        s.join()
    print("left:", left.value, flush=True)
