from multiprocessing import Process, Value


def add(counter):
    for _ in range(3):
        counter.value += 1


if __name__ == "__main__":
    counter = Value("i", 0)
    children = [Process(target=add, args=(counter,)) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join()
