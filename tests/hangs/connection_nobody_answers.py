import sys
from multiprocessing import get_context
from multiprocessing.connection import Client, Listener


def asks(address):
    with Client(address, authkey=b"key") as connection:
        connection.send("ready")
        connection.recv()


if __name__ == "__main__":
    with Listener(("localhost", 0), authkey=b"key") as listener:
        asker = get_context(sys.argv[1]).Process(target=asks, args=(listener.address,))
        asker.start()
        with listener.accept() as connection:
            print(connection.recv(), flush=True)
            connection.recv()
