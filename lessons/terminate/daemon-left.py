import os
import time
from multiprocessing import Process


def ticker(parent):
    while os.getppid() == parent:
        time.sleep(0.1)
    print("parent is gone, I am not", flush=True)


if __name__ == "__main__":
    p = Process(target=ticker, args=(os.getpid(),), daemon=True)
    p.start()
    time.sleep(0.5)
    print("parent leaves at once", flush=True)
    os._exit(0)
