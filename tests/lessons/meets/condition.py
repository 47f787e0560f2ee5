from multiprocessing import Manager, Process


def notifies(condition):
    with condition:
        condition.notify()


if __name__ == "__main__":
    with Manager() as manager:
        condition = manager.Condition()
        child = Process(target=notifies, args=(condition,))
        child.start()
        with condition:
            condition.wait()
        child.join()
        print("met")
