import subprocess
import sys

print(subprocess.run([sys.executable, "-I", "-c", "print(1)"], capture_output=True))
