import os
import time

for call in (lambda: os.kill(1), lambda: time.sleep("a"), lambda: time.sleep(-1), lambda: os.waitpid(1), lambda: os._exit()):
    try:
        call()
    except Exception as error:
        print(type(error).__name__, error)
