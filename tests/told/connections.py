import multiprocessing
import sys
import threading
from multiprocessing.connection import Client, Listener

CALLS, PROCESSES = 6, 2
context = multiprocessing.get_context(sys.argv[1])


def calls(address, text, early):
    connection = Client(address)
    connection.send(text)
    if not early:
        connection.recv()
    connection.close()


def many(address, early, name):
    threads = [threading.Thread(target=calls, args=(address, name + str(call), early)) for call in range(CALLS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    for address in (("127.0.0.1", 0), None):
        # Those who are early have hung up before anybody accepts.
        for early in (False, True):
            with Listener(address, backlog=64) as listener:
                name = "%s %s " % ("file" if address is None else "port", "early" if early else "late")
                children = [
                    context.Process(target=many, args=(listener.address, early, name + str(place)))
                    for place in range(PROCESSES)
                ]
                for child in children:
                    child.start()
                if early:
                    for child in children:
                        child.join()
                for _ in range(CALLS * PROCESSES):
                    connection = listener.accept()
                    text = connection.recv()
                    if not early:
                        connection.send(text)
                for child in children:
                    child.join()
