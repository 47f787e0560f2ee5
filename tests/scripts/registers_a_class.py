import multiprocessing
import sys
from multiprocessing.managers import BaseManager, NamespaceProxy

context = multiprocessing.get_context(sys.argv[1])


class Counter:
    def __init__(self):
        self.count = 0

    def add(self, more):
        self.count += more
        return self.count

    def fail(self):
        raise ValueError(self.count)


class CounterProxy(NamespaceProxy):
    _exposed_ = ("__getattribute__", "__setattr__", "add", "fail")

    def add(self, more):
        return self._callmethod("add", (more,))

    def fail(self):
        return self._callmethod("fail")


class CounterManager(BaseManager):
    pass


CounterManager.register("Counter", Counter, CounterProxy)


def f(counter):
    counter.add(3)


if __name__ == "__main__":
    with CounterManager(ctx=context) as first, CounterManager(ctx=context) as second:
        one, two = first.Counter(), second.Counter()
        child = context.Process(target=f, args=(one,))
        child.start()
        child.join()
        print(one.add(1), two.add(1), one.count, child.exitcode, flush=True)
        one.fail()
