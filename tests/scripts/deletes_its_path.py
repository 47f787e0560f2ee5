import os
import subprocess
import sys

os.environ.pop("PYTHONPATH", None)
os.environ["PYTHONPATH"] = "/nowhere"
subprocess.run([sys.executable, "-c", "import os; print(os.environ['PYTHONPATH'])"])
