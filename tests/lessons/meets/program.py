from multiprocessing import Manager, Process


def sets(event):
    event.set()


if __name__ == "__main__":
    with Manager() as manager:
        event = manager.Event()
        child = Process(target=sets, args=(event,))
        child.start()
        event.wait()
        child.join()
        print("met")
