import os
import time

CODE = 7
PAUSE = 0.5


def state(pid):
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rsplit(")", 1)[1].split()[0]


pid = os.fork()
if pid == 0:
    print("child ends", flush=True)
    os._exit(CODE)

while state(pid) != "Z":
    time.sleep(0.1)
print("ended, and still in the table: Z", flush=True)
time.sleep(PAUSE)
_, status = os.waitpid(pid, 0)
print("exit code", os.WEXITSTATUS(status), flush=True)
print("in the table:", os.path.exists(f"/proc/{pid}"), flush=True)
