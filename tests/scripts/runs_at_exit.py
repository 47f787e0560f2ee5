import atexit

atexit.register(print, "first in")
atexit.register(print, "last in")
1 / 0
