import time
from multiprocessing import Lock, Process

TRIES = 2


def transfer(source, target):
    for _ in range(TRIES):
        with source:
            time.sleep(0.5)
            if target.acquire(timeout=0.2):
                print('moved', flush=True)
                target.release()
                return
    print('gave up', flush=True)


if __name__ == '__main__':
    ann = Lock()
    bob = Lock()
    there = Process(target=transfer, args=(ann, bob))
    back = Process(target=transfer, args=(bob, ann))
    there.start()
    back.start()
    there.join()
    back.join()
    print('done', flush=True)
