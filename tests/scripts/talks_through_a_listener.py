import multiprocessing
import sys
from multiprocessing.connection import Client, Listener

context = multiprocessing.get_context(sys.argv[1])


def calls(address, key):
    try:
        with Client(address, authkey=key) as connection:
            connection.send(["one", 2])
            print("answer", connection.recv(), flush=True)
            connection.recv()
    except EOFError as error:
        print("over", repr(error), flush=True)
    except multiprocessing.AuthenticationError as error:
        print("refused:", error, flush=True)


def serves(listener):
    try:
        with listener.accept() as connection:
            connection.send(connection.recv() * 2)
    except multiprocessing.AuthenticationError as error:
        return error


def goes_on(connection):
    buffer = bytearray(5)
    print(connection.poll(60), connection.recv_bytes_into(buffer), bytes(buffer), flush=True)
    connection.close()


if __name__ == "__main__":
    for key in (b"right", b"wrong"):
        with Listener(("127.0.0.1", 0), authkey=b"right") as by_port:
            child = context.Process(target=calls, args=(by_port.address, key))
            child.start()
            error = serves(by_port)
            child.join()
            print("not let in:", error, flush=True)
    with Listener() as by_name:
        child = context.Process(target=calls, args=(by_name.address, None))
        child.start()
        serves(by_name)
        child.join()
        # One end goes to another process, which finds it there again.
        mine = Client(by_name.address)
        theirs = by_name.accept()
        child = context.Process(target=goes_on, args=(theirs,))
        child.start()
        theirs.close()
        mine.send_bytes(b"bytes")
        mine.close()
        child.join()
        try:
            mine.send("late")
        except OSError as error:
            print(error)
    try:
        Client("/nowhere/at/all")
    except OSError as error:
        print(type(error).__name__)
