import multiprocessing

if __name__ == "__main__":
    with multiprocessing.Manager() as manager:
        tasks = manager.JoinableQueue()
        tasks.put("work")
        tasks.join()
