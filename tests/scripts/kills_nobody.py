import os

try:
    os.kill(2**22 + 5, 0)
except ProcessLookupError as error:
    print(error)
os.kill(2**22 + 5, 0)
