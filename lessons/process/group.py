from multiprocessing import Process


def greet():
    print("hello", flush=True)


if __name__ == "__main__":
    try:
        p = Process(greet)  # group?
    except AssertionError as error:
        print("refused:", error, flush=True)
    p = Process(None, greet)
    p.start()
    p.join()
    print("end", p.exitcode, flush=True)
