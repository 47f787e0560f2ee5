import multiprocessing

if __name__ == "__main__":
    with multiprocessing.Manager() as manager:
        barrier = manager.Barrier(2)
        barrier.wait()
