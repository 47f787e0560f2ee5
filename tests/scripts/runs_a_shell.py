import os
import subprocess

print(os.system("echo from a shell; exit 3"))
print(subprocess.getoutput("echo out; echo err >&2"))
print(subprocess.call("exit 9", shell=True))
