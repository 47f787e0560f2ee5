import time
from multiprocessing import Process


def ticker():
    for number in range(100):
        print("tick", number, flush=True)
        time.sleep(0.2)


if __name__ == "__main__":
    p = Process(target=ticker, daemon=True)
    p.start()
    time.sleep(0.7)
    print("parent comes to its end", flush=True)
