import sys
from multiprocessing import get_context
from multiprocessing.connection import Client, Listener


def asks(address):
    connection = Client(address)
    connection.send("ready")
    connection.recv()


if __name__ == "__main__":
    with Listener() as listener:
        asker = get_context(sys.argv[1]).Process(target=asks, args=(listener.address,))
        asker.start()
        asker.join()
