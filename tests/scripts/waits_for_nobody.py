import os

os.wait()
