import subprocess

subprocess.run(["/nowhere/at/all"])
