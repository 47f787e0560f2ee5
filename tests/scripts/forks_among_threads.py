import os
import subprocess
import sys
import threading
import warnings

done = threading.Event()
threading.Thread(target=done.wait).start()


def fork():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)


# From 3.12 on a fork among threads is warned of, at its line and once.
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("default")
    fork()
    fork()
    subprocess.run([sys.executable, "-c", ""], preexec_fn=int)
for warning in caught:
    text = str(warning.message).replace(str(os.getpid()), "PID")
    print(warning.category.__name__, os.path.basename(warning.filename), warning.lineno, text)

with warnings.catch_warnings():
    warnings.simplefilter("error")
    try:
        fork()
    except (DeprecationWarning, SystemError) as error:
        print(type(error).__name__)
sys.stdout.flush()
done.set()
