import os

print("A", flush=True)
pid = os.fork()
print("B", pid, flush=True)
if pid > 0:
    os.wait()
