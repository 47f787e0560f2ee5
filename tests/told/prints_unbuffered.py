"""Prints at once, piece by piece, from several processes that print alike."""

import sys
from multiprocessing import Process


def child(number):
    for line in range(30):
        print("child", number, "line", line)


if __name__ == "__main__":
    for line in range(40):
        print("main", line, line * line)
    children = [Process(target=child, args=(number,)) for number in range(3)]
    for one in children:
        one.start()
    for line in range(30):
        print("main again", line)
    for one in children:
        one.join()
    print("the end", file=sys.stderr)
