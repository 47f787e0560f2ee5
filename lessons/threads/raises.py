import threading


def loop():
    raise ValueError("nobody catches this")


if __name__ == "__main__":
    thread = threading.Thread(target=loop)
    thread.start()
    thread.join()
    print("alive:", thread.is_alive(), flush=True)
