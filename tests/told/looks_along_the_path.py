import os

os.environ["PATH"] = "/nowhere:/nowhere/else:" + os.environ["PATH"]
child = os.fork()
if child == 0:
    os.execvp("true", ["true"])
print(os.waitpid(child, 0)[1])
