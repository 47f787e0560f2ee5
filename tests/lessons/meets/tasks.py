from multiprocessing import Manager, Process


def works(tasks):
    tasks.get()
    tasks.task_done()


if __name__ == "__main__":
    with Manager() as manager:
        tasks = manager.JoinableQueue()
        child = Process(target=works, args=(tasks,))
        child.start()
        tasks.put("work")
        tasks.join()
        child.join()
        print("met")
