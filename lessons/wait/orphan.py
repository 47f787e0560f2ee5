import os
import time

PAUSE = 0.5

parent = os.getpid()
if os.fork() == 0:
    while os.getppid() == parent:
        time.sleep(0.4)
    print("my parent is now", os.getppid(), flush=True)
    os._exit(0)

time.sleep(PAUSE)
print("parent", parent, "ends without waiting", flush=True)
