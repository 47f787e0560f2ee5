"""Values of every kind go through a queue, and locks of every kind are taken in every way, one after the other."""

import multiprocessing
import sys

VALUES = [
    0,
    -(10**17),
    10**18,
    -(10**40),
    1 << 900,
    True,
    None,
    1.5,
    float("nan"),
    2j,
    "",
    "it's",
    'both \' and "',
    "x" * 58,
    "x" * 59,
    "x" * 200,
    "好" * 29,
    "好" * 40,
    "\N{SNOWMAN}\ud800",
    "tab\t\0",
    b"bytes",
    b"\xff" * 90,
    (),
    (1,),
    (1, "two", 3.0),
    ("x" * 90, 1),
    [1, [2, [3, [4, [5]]]]],
    list(range(100)),
    {"key": ["value"]},
    set(),
    {1},
    frozenset(),
    ValueError("wrong", 1),
    multiprocessing.TimeoutError,
    range(3),
]


class Own(int):
    def __repr__(self):
        raise AssertionError("nobody asks for this")


def receive(queue):
    for _ in range(len(VALUES) + 3):
        value = queue.get()
        if value == "nothing more":
            break
        try:
            print(type(value).__name__)
        except AssertionError:
            print("asked")
    sys.stdout.flush()


def take(lock, again=False):
    with lock:
        if again:
            with lock:
                lock.acquire()
                lock.release()
    lock.acquire()
    lock.release()
    lock.acquire(True)
    lock.release()
    print(lock.acquire(block=False), lock.acquire(False) if not again else "")
    lock.release()
    print(lock.acquire(timeout=5))
    lock.release()
    try:
        lock.acquire(1, 2, 3)
    except TypeError:
        print("refused")
    with lock: print("inside")
    with \
            lock:
        print("a long way inside")
    try:
        with lock:
            raise KeyError("inside")
    except KeyError:
        print("outside")


def release(lock):
    for way in (lock.release, lambda: lock.__exit__(None, None, None)):
        try:
            way()
        except (ValueError, AssertionError) as error:
            print(type(error).__name__, error)


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    queue = context.Queue()
    reader = context.Process(target=receive, args=(queue,))
    reader.start()
    for value in VALUES:
        queue.put(value)
    queue.put(Own(3), True)
    queue.put_nowait("nothing more")
    reader.join()
    small = context.Queue(maxsize=2)
    small.put(1)
    small.put(2, block=True, timeout=5)
    try:
        small.put_nowait(3)
    except Exception as error:
        print(type(error).__name__)
    print(small.get(), small.get(timeout=5))
    try:
        small.get(True, 0.01)
    except Exception as error:
        print(type(error).__name__)
    small.close()
    try:
        small.put(4)
    except (ValueError, AssertionError) as error:
        print(type(error).__name__)
    single, several = context.Lock(), context.RLock()
    take(single)
    take(several, True)
    twice = context.Semaphore(1)
    take(twice)
    release(twice)
    bounded = context.BoundedSemaphore(1)
    take(bounded)
    release(single)
    release(several)
    release(bounded)
    print(single.acquire.__name__, single.release.__self__.__class__.__name__, single._semlock.kind)
    condition = context.Condition(several)
    with condition:
        condition.notify_all()
