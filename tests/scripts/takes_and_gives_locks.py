import sys
import multiprocessing

context = multiprocessing.get_context(sys.argv[1])


def f(lock, number):
    with lock:
        number.value += 1


if __name__ == "__main__":
    lock, number = context.Lock(), context.Value("i", 0)
    children = [context.Process(target=f, args=(lock, number)) for _ in range(3)]
    [child.start() for child in children]
    [child.join() for child in children]
    print(number.value, lock.acquire(), lock.acquire(False), lock.acquire(timeout=0.05), number)
    lock.release()
    lock.release()
