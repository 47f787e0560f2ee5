"""Two processes take items out of one queue by turns; then the first takes one that is put in when it waits already."""

import multiprocessing
import sys
import time


def is_stuck(pid, fd):
    """Whether a process sleeps in a system call on this descriptor."""
    with open("/proc/%d/syscall" % pid) as file:
        words = file.read().split()
    return len(words) > 1 and int(words[1], 16) == fd


def child(pid, fd, queue, turn, over):
    for _ in range(3):
        turn.acquire()
        print("child", queue.get(), flush=True)
        over.release()
    turn.acquire()
    while not is_stuck(pid, fd):
        time.sleep(0.01)
    queue.put("late")


if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    queue, turn, over = multiprocessing.Queue(), multiprocessing.Semaphore(0), multiprocessing.Semaphore(0)
    for number in range(9):
        queue.put(number)
    me = multiprocessing.current_process()
    process = multiprocessing.Process(target=child, args=(me.ident, queue._reader.fileno(), queue, turn, over))
    process.start()
    for _ in range(3):
        print("main", queue.get(), queue.get(), flush=True)
        turn.release()
        over.acquire()
    turn.release()
    print("main", queue.get())
    process.join()
