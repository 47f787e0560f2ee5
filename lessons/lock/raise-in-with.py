from multiprocessing import Lock, Process, Value


def seller(left, lock):
    with lock:
        left.value -= int("one")


if __name__ == "__main__":
    lock = Lock()
    left = Value("q", 2)
    sellers = [Process(target=seller, args=(left, lock)) for _ in range(2)]
    for s in sellers:
        s.start()
    for s in sellers:
        s.join()
    print("left:", left.value, flush=True)
