import sys
import multiprocessing

context = multiprocessing.get_context(sys.argv[1])


def f(go, meet, numbers, place):
    go.wait()
    numbers[place] = place + 1
    meet.wait()
    print(sum(numbers), flush=True)


if __name__ == "__main__":
    go, meet, numbers = context.Event(), context.Barrier(2), context.Array("i", 2)
    children = [context.Process(target=f, args=(go, meet, numbers, place)) for place in range(2)]
    [child.start() for child in children]
    go.set()
    [child.join() for child in children]
    print(go.is_set(), list(numbers), numbers[:], go.wait(0))
