import os


def arrivals(ours, theirs):
    out = open(theirs, "w")
    print("hello", file=out)
    pid = os.fork()
    if pid == 0:
        out.close()
        os._exit(0)
    os.wait()
    out.close()
    return os.read(ours, 100).count(b"hello")


print("into a pipe:", arrivals(*os.pipe()), flush=True)
print("on a terminal:", arrivals(*os.openpty()), flush=True)
