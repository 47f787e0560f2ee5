import os

os.closerange(3, 1024)
print(open("/dev/null").fileno())
if os.fork() == 0:
    os._exit(4)
print(os.wait()[1])
