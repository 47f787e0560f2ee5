import threading

local = threading.local()


def ask():
    print("the thread:", local.name, flush=True)


if __name__ == "__main__":
    local.name = "bound by main"
    print("main:", local.name, flush=True)
    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    print("main, afterwards:", local.name, flush=True)
