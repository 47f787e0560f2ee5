import threading
import time

left, right = threading.Lock(), threading.Lock()


def take(first, second):
    with first:
        time.sleep(0.3)
        with second:
            pass


one = threading.Thread(target=take, args=(left, right), name="one")
two = threading.Thread(target=take, args=(right, left), name="two")
one.start()
two.start()
one.join()
two.join()
print("done")
