import signal
import subprocess

try:
    subprocess.run(["sleep", "30"], timeout=0.05)
except subprocess.TimeoutExpired as error:
    print(type(error).__name__)
child = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
try:
    child.communicate(b"never read", timeout=0.05)
except subprocess.TimeoutExpired:
    print("in time after all")
except ValueError as error:
    print(error)
print(child.poll())
child.send_signal(signal.SIGTERM)
child.kill()
print(child.wait() in (-15, -9, 0), child.poll() in (-15, -9, 0))
child.terminate()
try:
    subprocess.check_call(["false"])
except subprocess.CalledProcessError as error:
    print(error)
try:
    subprocess.Popen(["./nowhere"], stdin=subprocess.PIPE)
except FileNotFoundError as error:
    print(error)
try:
    subprocess.Popen(["true"], cwd="/nowhere")
except FileNotFoundError as error:
    print(error)
