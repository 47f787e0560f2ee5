import time
from multiprocessing import Lock, Process

PHILOSOPHERS = 3
PAUSE = 0.5
HOLD = 0.0


def philosopher(left, right):
    with left:
        time.sleep(HOLD)
        with right:
            print('eats', flush=True)


if __name__ == '__main__':
    stick = [Lock() for _ in range(PHILOSOPHERS)]
    table = []
    for seat in range(PHILOSOPHERS):
        left, right = stick[seat], stick[(seat + 1) % PHILOSOPHERS]
        table.append(Process(target=philosopher, args=(left, right)))
    for p in table:
        p.start()
        time.sleep(PAUSE)
    for p in table:
        p.join()
    print('all have eaten', flush=True)
