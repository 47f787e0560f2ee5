import sys
import multiprocessing

context = multiprocessing.get_context(sys.argv[1])


if __name__ == "__main__":
    q = context.Queue()
    q.put(lambda: 0)
    q.put(1)
    print(q.get())
