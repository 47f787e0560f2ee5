from multiprocessing import Process, Value

SELLERS = 2
TICKETS = 1


def seller(counter):
    for _ in range(TICKETS):
        with counter.get_lock():
            left = counter.value
            counter.value = left - 1


if __name__ == '__main__':
    counter = Value('i', 10)
    sellers = [Process(target=seller, args=(counter,))
               for _ in range(SELLERS)]
    for p in sellers:
        p.start()
    for p in sellers:
        p.join()
    print('left:', counter.value, flush=True)
