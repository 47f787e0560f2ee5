from multiprocessing import Pipe, Process


def speak(conn):
    conn.send('hello')
    conn.close()


def listen(conn):
    print('told', conn.recv(), flush=True)


if __name__ == '__main__':
    ears, mouth = Pipe(duplex=False)
    desk, child = Pipe()
    speaker = Process(target=speak, args=(mouth,))
    listener = Process(target=listen, args=(child,))
    speaker.start()
    listener.start()
    mouth.close()
    child.close()
    print('got', ears.recv(), flush=True)
    speaker.join()
    end = ears.recv()
    desk.send('you may go')
    listener.join()
