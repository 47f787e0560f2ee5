from multiprocessing import Array, Barrier, Process

WORKERS = 3


def worker(number, results, meet):
    results[number] = number + 1
    meet.wait()
    other = results[(number + 1) % WORKERS]
    print('the other has', other, flush=True)


if __name__ == '__main__':
    results = Array('i', WORKERS)
    meet = Barrier(WORKERS)
    workers = [Process(target=worker, args=(number, results, meet))
               for number in range(WORKERS)]
    for p in workers:
        p.start()
    for p in workers:
        p.join()
