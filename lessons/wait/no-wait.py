import os
import time

CODE = 7
PAUSE = 0.5

pid = os.fork()
if pid == 0:
    os._exit(CODE)

for _ in range(3):
    print("too busy to wait", flush=True)
    time.sleep(PAUSE)
