from multiprocessing import Barrier, Process
from threading import BrokenBarrierError

PAUSE = 0.5


def hiker(meet):
    try:
        meet.wait(timeout=PAUSE)
        print('all are here', flush=True)
    except BrokenBarrierError:
        print('broken', flush=True)


if __name__ == '__main__':
    meet = Barrier(3)
    hikers = [Process(target=hiker, args=(meet,)) for _ in range(2)]
    for p in hikers:
        p.start()
    for p in hikers:
        p.join()
    try:
        meet.wait()
    except BrokenBarrierError:
        print('too late', flush=True)
