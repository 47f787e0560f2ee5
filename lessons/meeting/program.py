import time
from multiprocessing import Event, Process

RUNNERS = 2
PAUSE = 0.5


def runner(go):
    print('ready', flush=True)
    go.wait()
    print('off', flush=True)


if __name__ == '__main__':
    go = Event()
    runners = [Process(target=runner, args=(go,)) for _ in range(RUNNERS)]
    for p in runners:
        p.start()
    time.sleep(PAUSE)
    print('go', flush=True)
    go.set()
    for p in runners:
        p.join()
