import time
from multiprocessing import Lock, Process

PAUSE = 0.5
HOLD = 0.0


def transfer(first, second):
    with first:
        time.sleep(HOLD)  # between the two locks
        with second:
            print('moved', flush=True)


if __name__ == '__main__':
    ann = Lock()
    bob = Lock()
    there = Process(target=transfer, args=(ann, bob))
    back = Process(target=transfer, args=(ann, bob))
    there.start()
    time.sleep(PAUSE)  # the second customer comes later
    back.start()
    there.join()
    back.join()
    print('done', flush=True)
