from multiprocessing import Pipe, Process


def speak(conn):
    for word in ['one', 'two', 'three']:
        conn.send(word)
    conn.close()


if __name__ == '__main__':
    reader, writer = Pipe(duplex=False)
    p = Process(target=speak, args=(writer,))
    p.start()
    writer.close()
    p.join()
    for _ in range(3):
        print('got', reader.recv(), flush=True)
    try:
        reader.send('an answer')
    except OSError:
        print('this end only reads', flush=True)
    try:
        end = reader.recv()
    except EOFError:
        print('end of file', flush=True)
