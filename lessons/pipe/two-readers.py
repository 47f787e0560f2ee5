from multiprocessing import Pipe, Process


def read(conn, other):
    other.close()
    try:
        print('got', conn.recv(), flush=True)
    except Exception as broken:
        print('no message:', type(broken).__name__, flush=True)


if __name__ == '__main__':
    ears, mouth = Pipe(duplex=False)
    readers = [Process(target=read, args=(ears, mouth))
               for _ in range(2)]
    for p in readers:
        p.start()
    mouth.send('one')
    mouth.send('two')
    mouth.close()
    for p in readers:
        p.join()
