import time
from multiprocessing import Process

N = 10
JOIN = "after"
PAUSE = 1.0


def worker(number):
    print("worker", number, "begins", flush=True)
    time.sleep(PAUSE)
    print("worker", number, "ends", flush=True)


if __name__ == "__main__":
    workers = []
    for number in range(1, N + 1):
        p = Process(target=worker, args=(number,))
        p.start()
        workers.append(p)
        if JOIN == "inside":
            p.join()  # before the next one is started
    if JOIN == "after":
        for w in workers:
            w.join()
    print("master has no more to do", flush=True)
