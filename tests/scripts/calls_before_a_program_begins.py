import os
import subprocess
import sys


def before():
    os.write(1, b"before\n")


print(subprocess.call([sys.executable, "-c", "print('then')"], preexec_fn=before))
print(subprocess.call(["true"], preexec_fn=before))
