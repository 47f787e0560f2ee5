import multiprocessing
import sys
from multiprocessing.shared_memory import ShareableList, SharedMemory

context = multiprocessing.get_context(sys.argv[1])


def f(name, numbers):
    block = SharedMemory(name)
    block.buf[0] += 1
    block.close()
    numbers[0] += 1
    numbers.shm.close()


if __name__ == "__main__":
    block = SharedMemory(create=True, size=64)
    numbers = ShareableList([1, "two", 3.0, None])
    child = context.Process(target=f, args=(block.name, numbers))
    child.start()
    child.join()
    print(block.buf[0], list(numbers), len(numbers), child.exitcode, flush=True)
    numbers.shm.close()
    numbers.shm.unlink()
    name = block.name
    block.close()
    block.unlink()
    try:
        SharedMemory(name)
    except FileNotFoundError:
        print("gone", flush=True)
