import subprocess
import sys
from multiprocessing.connection import Client, Listener

# With -I it is not watched.
NOBODY = [sys.executable, "-I", "-c"]
CALLS = """
import sys
from multiprocessing.connection import Client
with Client(("127.0.0.1", int(sys.argv[1])), authkey=b"key") as connection:
    connection.send("from outside")
    connection.recv()
"""
ANSWERS = """
from multiprocessing.connection import Listener
with Listener(("127.0.0.1", 0), authkey=b"key") as listener:
    print(listener.address[1], flush=True)
    with listener.accept() as connection:
        connection.send(connection.recv())
"""

with Listener(("127.0.0.1", 0), authkey=b"key") as listener:
    child = subprocess.Popen(NOBODY + [CALLS, str(listener.address[1])])
    with listener.accept() as called:
        called.recv()
        called.send("answer")
    child.wait()
child = subprocess.Popen(NOBODY + [ANSWERS], stdout=subprocess.PIPE)
calling = Client(("127.0.0.1", int(child.stdout.readline())), authkey=b"key")
calling.send("question")
calling.recv()
calling.close()
child.wait()
