import time
from multiprocessing import Condition, Process

PAUSE = 0.5


def sleeper(bell):
    time.sleep(PAUSE)  # busy with something else
    with bell:
        bell.wait()
    print('awake', flush=True)


if __name__ == '__main__':
    bell = Condition()
    p = Process(target=sleeper, args=(bell,))
    p.start()
    with bell:  # rings once
        bell.notify()
    print('notified', flush=True)
    p.join()
    print('done', flush=True)
