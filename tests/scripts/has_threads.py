import threading


def f(number):
    if number == 1:
        raise ValueError("in a thread")
    print("thread", number)


for number in range(3):
    thread = threading.Thread(target=f, args=(number,))
    thread.start()
    thread.join()
print(len(threading.enumerate()), threading.current_thread().name)
