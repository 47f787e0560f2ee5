from multiprocessing import Pipe, Process


def speak(conn):
    conn.send('hello')
    conn.close()


if __name__ == '__main__':
    ours, theirs = Pipe()
    p = Process(target=speak, args=(theirs,))
    p.start()
    print('got', ours.recv(), flush=True)
    p.join()
    print('the child has ended', flush=True)
    end = ours.recv()
    print('never printed', flush=True)
