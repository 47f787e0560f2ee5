from multiprocessing import Pipe, Process


def leave(conn):
    print('told', conn.recv(), flush=True)
    conn.close()


if __name__ == '__main__':
    ours, theirs = Pipe()
    ours.send('one')
    ours.send('two')
    p = Process(target=leave, args=(theirs,))
    p.start()
    theirs.close()
    p.join()
    try:
        end = ours.recv()
    except ConnectionResetError:
        print('two was thrown away unread', flush=True)
