import os
import signal


def child(status):
    pid = os.fork()
    if not pid:
        os._exit(status)
    return pid


pid = child(3)
os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
os.waitid(os.P_PID, pid, os.WEXITED)
os.wait3(0) if child(4) else None
os.wait4(child(5), 0)
pid = os.fork()
if not pid:
    os.setpgid(0, 0)
    signal.pause()
while os.getpgid(pid) != pid:
    pass
os.killpg(pid, signal.SIGTERM)
os.waitpid(pid, 0)
os.spawnlp(os.P_WAIT, "true", "true")
pid = os.posix_spawnp("false", ["false"], os.environ)
os.waitpid(pid, 0)
