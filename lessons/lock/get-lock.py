from multiprocessing import Process, Value

SELLERS = 2
TICKETS = 2


def seller(left):
    for _ in range(TICKETS):
        with left.get_lock():
            left.value -= 1


if __name__ == "__main__":
    left = Value("q", SELLERS * TICKETS)
    sellers = [Process(target=seller, args=(left,)) for _ in range(SELLERS)]
    for s in sellers:
        s.start()
    for s in sellers:
        s.join()
    print("left:", left.value, flush=True)
