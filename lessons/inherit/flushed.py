from multiprocessing import Process


def child():
    print("from the child")


if __name__ == "__main__":
    print("from the parent")
    p = Process(target=child)
    p.start()
    p.join()
