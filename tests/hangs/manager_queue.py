import multiprocessing

if __name__ == "__main__":
    with multiprocessing.Manager() as manager:
        tasks = manager.Queue()
        tasks.get()
