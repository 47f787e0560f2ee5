from multiprocessing import Process
from multiprocessing.connection import Client, Listener


def calls(address):
    with Client(address, authkey=b"key") as connection:
        connection.recv()
        connection.send("hello")


if __name__ == "__main__":
    with Listener(("localhost", 0), authkey=b"key") as listener:
        child = Process(target=calls, args=(listener.address,))
        child.start()
        with listener.accept() as connection:
            connection.recv()
            connection.send("welcome")
        child.join()
    print("heard")
