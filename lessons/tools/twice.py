from multiprocessing import Lock, Process


def note(lock):
    with lock:
        print('noted', flush=True)


def work(lock):
    with lock:
        print('working', flush=True)
        note(lock)  # which takes the lock too


if __name__ == '__main__':
    lock = Lock()
    p = Process(target=work, args=(lock,))
    p.start()
    p.join()
    print('done', flush=True)
