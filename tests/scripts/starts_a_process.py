import sys
import multiprocessing

context = multiprocessing.get_context(sys.argv[1])


def f(name):
    print("hello", name, flush=True)
    sys.exit(4)


if __name__ == "__main__":
    p = context.Process(target=f, args=("Bob",))
    print(p.pid, p.exitcode, p.is_alive())
    p.start()
    p.join()
    print(p.exitcode, p.is_alive(), multiprocessing.active_children())
    p.start()
