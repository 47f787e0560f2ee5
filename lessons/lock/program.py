import time
from multiprocessing import Lock, Process, Value

SELLERS = 2
TICKETS = 2
PAUSE = 0.2


def seller(left, lock):
    for _ in range(TICKETS):
        with lock:
            ticket = left.value
            print("selling ", end="", flush=True)
            time.sleep(PAUSE)  # the printer is slow
            print("ticket", ticket, flush=True)
            left.value = ticket - 1
        time.sleep(PAUSE)  # until the next customer comes


if __name__ == "__main__":
    lock = Lock()
    left = Value("q", SELLERS * TICKETS)
    sellers = [Process(target=seller, args=(left, lock))
               for _ in range(SELLERS)]
    for s in sellers:
        s.start()
    for s in sellers:
        s.join()
    print("left:", left.value, flush=True)
