import os
import sys

os.write(1, b"\xff\n")
sys.stdout.buffer.write(b"\xe5\xa5")
sys.stdout.flush()
sys.stdout.buffer.write(b"\xbd\n")
