"""Reckons for a second or two and uses nothing that is watched. Writes how long that took to the file it is given."""

import sys
import time


def reckon(steps):
    total = 0
    for number in range(steps):
        total += number * number % 7
    return total


began = time.perf_counter()
reckon(20_000_000)
took = time.perf_counter() - began
with open(sys.argv[1], "w") as file:
    file.write(str(took))
