import threading
from concurrent.futures import ThreadPoolExecutor

go = threading.Event()
with ThreadPoolExecutor(1) as pool:
    blocked, second, third = pool.submit(go.wait), pool.submit(pow, 2, 3), pool.submit(pow, 2, 4)
    third.cancel()
    try:
        print(blocked.done(), blocked.result(timeout=0.01))
    except Exception as error:
        print(type(error).__name__)
    go.set()
    print(blocked.result(), second.result())
