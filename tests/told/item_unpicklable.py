import multiprocessing
import threading


if __name__ == "__main__":
    q = multiprocessing.Queue()
    q.put(threading.Lock())
    q.put("sound")
    print(q.get())
