from threading import Lock, Thread


def nothing():
    pass


if __name__ == "__main__":
    for number in range(2500):
        thread = Thread(target=nothing)
        thread.start()
        thread.join()
    locks = [Lock() for number in range(5000)]
    for lock in locks:
        with lock:
            pass
    print("done")
