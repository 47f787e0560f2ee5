import time
from multiprocessing import Process, Value

SELLERS = 2
PAUSE = 0.2


def seller(left):
    ticket = left.value
    print("selling ", end="", flush=True)
    time.sleep(PAUSE)  # the printer is slow
    print("ticket", ticket, flush=True)
    left.value = ticket - 1


if __name__ == "__main__":
    left = Value("q", SELLERS)
    sellers = [Process(target=seller, args=(left,)) for _ in range(SELLERS)]
    for s in sellers:
        s.start()
    for s in sellers:
        s.join()
    print("left:", left.value, flush=True)
