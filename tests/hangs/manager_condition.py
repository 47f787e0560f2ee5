import multiprocessing

if __name__ == "__main__":
    with multiprocessing.Manager() as manager:
        condition = manager.Condition()
        with condition:
            condition.wait()
