import os

CODE = 7

pid = os.fork()
if pid == 0:
    os._exit(CODE)

_, status = os.waitpid(pid, 0)
print("exit code", os.WEXITSTATUS(status), flush=True)
try:
    os.waitpid(pid, 0)  # once more
except ChildProcessError as error:
    print("once more:", type(error).__name__, flush=True)
