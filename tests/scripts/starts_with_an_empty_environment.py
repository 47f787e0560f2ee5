import subprocess
import sys

subprocess.run([sys.executable, "-c", "import os; print(sorted(os.environ))"], env={"A": "b"})
