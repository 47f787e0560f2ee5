import subprocess
import sys

child = subprocess.Popen([sys.executable, "-c", "print('x' * 200000)"], stdout=subprocess.PIPE)
child.wait()
print(len(child.stdout.read()))
