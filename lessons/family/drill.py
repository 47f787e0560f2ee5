import os

pid = 1
for who in ("all", "parents", "children"):
    # those to whom the last fork returned a pid, or 0, or everybody
    if who == "all" or (who == "parents") == (pid > 0):
        pid = os.fork()
print("here I am", flush=True)
try:
    while True:
        os.wait()
except ChildProcessError:
    pass
