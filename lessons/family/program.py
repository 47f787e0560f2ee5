import os

FORKS = 2
GUARDED = False

first = os.getpid()
for number in range(FORKS):
    if not GUARDED or os.getpid() == first:
        os.fork()
print("here I am", flush=True)
try:
    while True:
        os.wait()
except ChildProcessError:
    pass  # nobody left to wait for
