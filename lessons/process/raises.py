from multiprocessing import Process


def greet():
    print("hello", flush=True)


if __name__ == "__main__":
    p = Process(
        target=greet,
        args=("test",),
    )
    p.start()
    p.join()
    print("end", p.exitcode, flush=True)
