import sys
import multiprocessing

context = multiprocessing.get_context(sys.argv[1])


def f(shared):
    shared["k"] = shared.get("k", 0) + 1


if __name__ == "__main__":
    with context.Manager() as manager:
        shared, items = manager.dict(), manager.list([1])
        p = context.Process(target=f, args=(shared,))
        p.start()
        p.join()
        items.append(2)
        print(shared, items, len(items))
        shared["none"]
