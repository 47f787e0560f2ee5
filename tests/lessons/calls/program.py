from multiprocessing import Process
from multiprocessing.connection import Client, Listener


def calls(address):
    with Client(address, authkey=b"key") as connection:
        connection.send("hello")
        connection.recv()


if __name__ == "__main__":
    with Listener(("localhost", 0), authkey=b"key") as listener:
        child = Process(target=calls, args=(listener.address,))
        child.start()
        with listener.accept() as connection:
            connection.send("welcome")
            connection.recv()
        child.join()
    print("heard")
