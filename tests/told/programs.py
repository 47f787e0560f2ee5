import subprocess
import sys

code = "import sys; print(sys.stdin.read().upper(), end='')"
child = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdin.write(b"loud")
child.stdin.close()
print(child.stdout.read())
print(child.wait())
first = subprocess.Popen(["sleep", "30"])
try:
    first.wait(timeout=0.05)
except subprocess.TimeoutExpired:
    first.terminate()
print(first.wait())
left = subprocess.Popen(["echo", "piped"], stdout=subprocess.PIPE)
right = subprocess.Popen(["cat"], stdin=left.stdout, stdout=subprocess.PIPE)
left.stdout.close()
print(right.communicate()[0], left.wait())
try:
    subprocess.run(["./nowhere"], stdin=subprocess.PIPE)
except FileNotFoundError:
    print("nowhere")
