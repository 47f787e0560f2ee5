import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, as_completed, wait

gate = threading.Event()
with ThreadPoolExecutor(1) as pool:
    blocked = pool.submit(gate.wait)
    waiting = [pool.submit(pow, 2, n) for n in range(3)]
    print(waiting[1].cancel(), waiting[1].cancel(), waiting[1].cancelled(), waiting[1].done())
    try:
        blocked.result(timeout=0.05)
    except Exception as error:
        print(type(error).__name__, error)
    print([len(part) for part in wait([blocked], timeout=0.01)])
    gate.set()
    print(blocked.cancel(), len(wait([blocked], return_when=FIRST_COMPLETED).done))
    try:
        waiting[1].result()
    except Exception as error:
        print(type(error).__name__)
    print(sorted(one.result() for one in as_completed([waiting[0], waiting[2]])))
