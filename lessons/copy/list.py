import os
import time

ITEMS = 1000000
PAUSE = 0.4

numbers = list(range(1000, ITEMS))
print("parent has a list of", len(numbers), flush=True)
pid = os.fork()
if pid == 0:
    time.sleep(PAUSE)
    print("child only reads", flush=True)
    total = sum(numbers)
    print("child has read", total, flush=True)
    time.sleep(PAUSE)
    os._exit(0)
os.wait()
print("nobody has changed anything", flush=True)
