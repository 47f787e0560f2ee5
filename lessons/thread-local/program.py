import sqlite3
import threading

local = threading.local()
meet = threading.Barrier(2)
read = {}


def keep(name):
    local.db = sqlite3.connect(":memory:")
    meet.wait()  # now both have bound the name
    local.db.execute("CREATE TABLE owner (name)")
    local.db.execute("INSERT INTO owner VALUES (?)", (name,))
    meet.wait()  # now both have written
    read[name] = local.db.execute("SELECT name FROM owner").fetchall()
    local.db.close()


if __name__ == "__main__":
    threads = [threading.Thread(target=keep, args=(name,), name=name)
               for name in ("left", "right")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("left reads", read["left"], flush=True)
    print("right reads", read["right"], flush=True)
    print("main has one:", hasattr(local, "db"), flush=True)
