import multiprocessing
import sys
from multiprocessing.connection import Client, Listener

context = multiprocessing.get_context(sys.argv[1])


def calls(address, key):
    try:
        with Client(address, authkey=key) as connection:
            connection.send(["one", 2])
            print("answer", connection.recv(), flush=True)
    except multiprocessing.AuthenticationError as error:
        print("refused:", error, flush=True)


def serves(listener):
    try:
        with listener.accept() as connection:
            connection.send(connection.recv() * 2)
    except multiprocessing.AuthenticationError as error:
        return error


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
    try:
        Client("/nowhere/at/all")
    except OSError as error:
        print(type(error).__name__)
