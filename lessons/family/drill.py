import os

PLAN = "all parents children"
pid = 1
for who in PLAN.split():
    me = "children"
    if pid > 0:
        me = "parents"
    if who in ("all", me):
        pid = os.fork()
print("here I am", flush=True)
try:
    while True:
        os.wait()
except ChildProcessError:
    pass
