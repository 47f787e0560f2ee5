import time
from multiprocessing import Condition, Process, Value

PAUSE = 0.5


def sleeper(bell, ready):
    time.sleep(PAUSE)  # busy with something else
    with bell:
        while not ready.value:
            bell.wait()
    print('awake', flush=True)


if __name__ == '__main__':
    bell = Condition()
    ready = Value('i', 0)
    p = Process(target=sleeper, args=(bell, ready))
    p.start()
    with bell:  # rings once
        ready.value = 1
        bell.notify()
    print('notified', flush=True)
    p.join()
    print('done', flush=True)
