import threading
import time

slots, bounded = threading.Semaphore(2), threading.BoundedSemaphore(value=1)
ready, room, together = threading.Event(), threading.Condition(threading.Lock()), threading.Barrier(3, timeout=30)
seen, most = [], []


def work(number):
    with slots:
        seen.append(number)
        most.append(len(seen))
        time.sleep(0.01)
        seen.remove(number)
    together.wait()
    ready.wait()
    with room:
        seen.append(number)
        room.notify_all()


threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
for thread in threads:
    thread.start()
print(ready.wait(0.01), ready.is_set(), room.__class__)
ready.set()
with room:
    print(room.wait_for(lambda: len(seen) == 3, timeout=30), room.wait(0.01))
for thread in threads:
    thread.join()
print(sorted(seen), max(most) <= 2, slots.acquire(False), slots.acquire(timeout=0.01), slots.acquire(blocking=False))
for wrong in (
    bounded.release,
    room.notify,
    room.wait,
    lambda: slots.acquire(False, 3),
    lambda: threading.Semaphore(-1),
    lambda: threading.Condition().release(),
    lambda: threading.Event().wait("long"),
):
    try:
        print(wrong())
    except Exception as error:
        print(type(error).__name__, error)
together.abort()
try:
    together.wait()
except threading.BrokenBarrierError as error:
    print(type(error), together.broken)
timer = threading.Timer(0.01, print, ["in time"])
timer.start()
timer.join()
never = threading.Timer(60, print, ["too late"])
never.start()
never.cancel()
with threading.RLock() as got:
    print(got)
