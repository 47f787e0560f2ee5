import mmap
import os
import time

MIB = 32
SHARE = 100
PAUSE = 0.4
number = 100


def own():
    with open("/proc/self/smaps_rollup") as rollup:
        lines = [line.split() for line in rollup]
    kib = sum(int(line[1]) for line in lines if "Private_" in line[0])
    return "%d MiB" % (kib >> 10)


block = bytearray(b"p") * (MIB << 20)
print("parent has", number, flush=True)
pid = os.fork()
if pid == 0:
    number += 100
    print("child has", number, flush=True)
    print("its own before:", own(), flush=True)
    time.sleep(2 * PAUSE)
    pages = range(0, len(block) * SHARE // 100, mmap.PAGESIZE)
    for part in range(4):
        for at in pages[part::4]:
            block[at] = ord("c")
        time.sleep(PAUSE)
    print("its own after:", own(), flush=True)
    os._exit(0)
os.wait()
print("parent still has", number, chr(block[0]), flush=True)
