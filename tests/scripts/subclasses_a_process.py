import sys
import multiprocessing

context = multiprocessing.get_context(sys.argv[1])


class Greeter(context.Process):
    def run(self):
        print(self.name, type(self).__name__, flush=True)


if __name__ == "__main__":
    p = Greeter(name="greeter")
    p.run()
    p.start()
    p.join()
    print(p.exitcode)
