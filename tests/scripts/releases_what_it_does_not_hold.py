import sys
import multiprocessing

context = multiprocessing.get_context(sys.argv[1])


if __name__ == "__main__":
    context.RLock().release()
