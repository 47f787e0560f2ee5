import multiprocessing
import time

context = multiprocessing.get_context("spawn")
pool = context.Pool(2)
workers = set()
while len(workers) < 5:
    workers.update(worker.pid for worker in pool._pool)
    time.sleep(0.05)
pool.terminate()
print("terminated at last", flush=True)
