import logging
import logging.handlers
import multiprocessing
import queue
import threading
from concurrent.futures import ThreadPoolExecutor

multiprocessing.set_start_method("fork")
letters, records = queue.Queue(), multiprocessing.Queue()
gone = multiprocessing.Event()

writer = threading.Thread(target=letters.put, args=("a",))
writer.start()
writer.join()
with ThreadPoolExecutor(1) as executor:
    print(executor.submit(letters.get).result())

listener = logging.handlers.QueueListener(records, logging.StreamHandler())
listener.start()
logging.getLogger().addHandler(logging.handlers.QueueHandler(records))
logging.warning("heard")
listener.stop()

child = multiprocessing.Process(target=gone.set)
child.start()
child.join()
print(gone.is_set())
