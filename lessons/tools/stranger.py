from multiprocessing import Lock, Process, RLock


def stranger(plain, owned):
    plain.release()
    print('Lock: released', flush=True)
    owned.release()
    print('RLock: released', flush=True)


if __name__ == '__main__':
    plain = Lock()
    owned = RLock()
    plain.acquire()
    owned.acquire()
    p = Process(target=stranger, args=(plain, owned))
    p.start()
    p.join()
    print('exit code', p.exitcode, flush=True)
    with plain:
        print('Lock: mine again', flush=True)
