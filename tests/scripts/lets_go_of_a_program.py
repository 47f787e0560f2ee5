import subprocess
import weakref

child = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
out, held = child.stdout, weakref.ref(child.stdin)
child.stdin.write(b"written by the last flush")
del child.stdin
print(held(), out.read())
child.wait()
