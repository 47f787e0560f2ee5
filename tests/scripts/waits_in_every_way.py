import os
import signal
import sys


def child(status):
    pid = os.fork()
    if not pid:
        os._exit(status)
    return pid


print(os.waitpid(child(1), 0)[1])
print(os.wait()[1] if child(3) else None)
print(os.wait3(0)[1] if child(4) else None, os.wait4(child(5), 0)[1])
pid = child(6)
found = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
print(found.si_pid == pid, found.si_status, os.waitid(os.P_PID, pid, os.WEXITED).si_status)
try:
    print(os.waitid(os.P_ALL, 0, os.WEXITED).si_status)
except ChildProcessError as error:
    print(error)
try:
    os.waitid(os.P_ALL)
except TypeError as error:
    print(error)
pid = os.fork()
if not pid:
    os.setpgid(0, 0)
    signal.pause()
    os._exit(1)
while os.getpgid(pid) != pid:
    pass
os.killpg(pid, signal.SIGTERM)
print(os.WTERMSIG(os.waitpid(-1, 0)[1]))
pid = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, "-c", "print('spawned', flush=True)"])
print(os.waitpid(pid, 0)[1], os.spawnlp(os.P_WAIT, "true", "true"))
pid = os.posix_spawn(sys.executable, [sys.executable, "-c", "print('posix')"], os.environ)
print(os.waitpid(pid, 0)[1])
pid = os.posix_spawnp("true", ["true"], os.environ)
print(os.waitpid(pid, 0)[1])
try:
    os.posix_spawn("/nowhere", ["nowhere"], os.environ)
except OSError as error:
    print(error)
try:
    os.posix_spawn("/nowhere")
except TypeError as error:
    print(error)
