import os
from multiprocessing import Process


def ignored():
    print("never printed", flush=True)


class Greeter(Process):
    def run(self):
        print("run of", self.name, "in", os.getpid(), flush=True)


if __name__ == "__main__":
    p = Greeter(target=ignored, name="greeter")
    p.run()
    p.start()
    p.join()
    print("end", p.exitcode, flush=True)
