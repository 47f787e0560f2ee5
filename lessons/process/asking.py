import time
from multiprocessing import Process


def brief():
    print("that was all", flush=True)


if __name__ == "__main__":
    p = Process(target=brief)
    p.start()
    time.sleep(1)
    while p.is_alive():
        time.sleep(0.1)
    print("end", p.exitcode, flush=True)
