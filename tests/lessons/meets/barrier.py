from multiprocessing import Manager, Process


def waits(barrier):
    barrier.wait()


if __name__ == "__main__":
    with Manager() as manager:
        barrier = manager.Barrier(2)
        child = Process(target=waits, args=(barrier,))
        child.start()
        barrier.wait()
        child.join()
        print("met")
