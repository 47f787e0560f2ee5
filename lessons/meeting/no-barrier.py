from multiprocessing import Array, Process

WORKERS = 3


def worker(number, results):
    results[number] = number + 1
    other = results[(number + 1) % WORKERS]
    print('the other has', other, flush=True)


if __name__ == '__main__':
    results = Array('i', WORKERS)
    workers = [Process(target=worker, args=(number, results))
               for number in range(WORKERS)]
    for p in workers:
        p.start()
    for p in workers:
        p.join()
