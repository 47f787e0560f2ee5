import time
from multiprocessing import Process, Semaphore

CARS = 3
PLACES = 2
PAUSE = 0.3


def car(places):
    with places:
        print('in', flush=True)
        time.sleep(PAUSE)  # parked
        print('out', flush=True)


if __name__ == '__main__':
    places = Semaphore(PLACES)
    cars = [Process(target=car, args=(places,)) for _ in range(CARS)]
    for p in cars:
        p.start()
    for p in cars:
        p.join()
    print('all have parked', flush=True)
