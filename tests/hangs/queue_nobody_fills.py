import os
import queue

answers = queue.Queue()
child = os.fork()
if child == 0:
    answers.put(42)
    os._exit(0)
print(answers.get())
