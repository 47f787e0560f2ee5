from multiprocessing import Pipe, Process

MESSAGES = 3


def answer(conn):
    for _ in range(MESSAGES):
        question = conn.recv()
        conn.send(question * 10)
    conn.close()


if __name__ == '__main__':
    ours, theirs = Pipe()
    p = Process(target=answer, args=(theirs,))
    p.start()
    theirs.close()
    for n in range(MESSAGES):
        ours.send(n)
    for n in range(MESSAGES):
        print('got', ours.recv(), flush=True)
    try:
        end = ours.recv()
    except EOFError:
        print('end of file', flush=True)
    try:
        ours.send(-1)
    except BrokenPipeError:
        print('nobody is there', flush=True)
    p.join()
