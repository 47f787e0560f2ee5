import os
import tempfile

notes = tempfile.TemporaryFile(buffering=0)
notes.write(b"one two three")
notes.seek(0)
os.environ["COLOUR"] = "red"
start = os.getcwd()

pid = os.fork()
if pid == 0:
    print("child reads", notes.read(4).decode(), flush=True)
    os.environ["COLOUR"] = "blue"
    os.chdir("/")
    notes.close()
    print("child has", os.environ["COLOUR"], os.getcwd(), flush=True)
    os._exit(0)
os.wait()
print("parent reads", notes.read(4).decode(), flush=True)
print("parent has", os.environ["COLOUR"], os.getcwd() == start, flush=True)
