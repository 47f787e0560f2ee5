import os
import sys
from multiprocessing import Lock, Process

CODE = 0


def greet(name, door):
    with door:  # shut until the parent has looked
        print("hello", name, "from", os.getpid(), flush=True)
    sys.exit(CODE)


def look(when, p):
    print(when, p.name, p.pid, p.is_alive(), p.exitcode, flush=True)


if __name__ == "__main__":
    door = Lock()
    door.acquire()
    p = Process(target=greet, args=("Bob",), kwargs={"door": door})
    look("before", p)
    p.start()
    look("while", p)
    door.release()
    p.join()
    look("after", p)
