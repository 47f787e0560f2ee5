import sys
import multiprocessing

context = multiprocessing.get_context(sys.argv[1])


def f(end):
    while True:
        try:
            end.send(end.recv() * 2)
        except EOFError:
            break
    end.close()


if __name__ == "__main__":
    ours, theirs = context.Pipe()
    p = context.Process(target=f, args=(theirs,))
    p.start()
    theirs.close()
    ours.send(21)
    print(ours.poll(5), ours.recv())
    ours.close()
    p.terminate()
    p.join()
    ours.recv()
