from multiprocessing import Process


def grandchild():
    print("never printed", flush=True)


def daemon():
    p = Process(target=grandchild)
    p.start()


if __name__ == "__main__":
    d = Process(target=daemon, daemon=True)
    d.start()
    d.join()
    print("daemon", d.exitcode, flush=True)
