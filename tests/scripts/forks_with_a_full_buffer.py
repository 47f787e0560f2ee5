import os
import sys

print("twice")
pid = os.fork()
if pid == 0:
    sys.exit(0)
os.waitpid(pid, 0)
