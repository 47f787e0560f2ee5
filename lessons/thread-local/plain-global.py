import sqlite3
import threading

db = None
meet = threading.Barrier(2)
said = {}


def keep(name, first):
    global db
    if not first:
        meet.wait()  # the other one has bound the name
    db = sqlite3.connect(":memory:")
    if first:
        meet.wait()
    meet.wait()  # now both have bound it
    try:
        db.execute("SELECT 1")
        said[name] = "can use db"
    except sqlite3.ProgrammingError as error:
        said[name] = type(error).__name__


if __name__ == "__main__":
    threads = [
        threading.Thread(target=keep, args=(name, name == "left"), name=name)
        for name in ("left", "right")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("left:", said["left"], flush=True)
    print("right:", said["right"], flush=True)
