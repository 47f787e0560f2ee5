import sys
import multiprocessing

context = multiprocessing.get_context(sys.argv[1])


def f(q):
    for item in ["a", None, {"b": [1, 2]}, "x" * 200000]:
        q.put(item)


if __name__ == "__main__":
    q = context.Queue(2)
    p = context.Process(target=f, args=(q,))
    p.start()
    for _ in range(4):
        print(str(q.get())[:20])
    p.join()
    try:
        q.get(timeout=0.05)
    except Exception as error:
        print(type(error), error.args)
    print(q.empty(), q.qsize(), q.full())
    q.close()
    q.put(1)
