import multiprocessing
import time

PAUSE = 3.0

context = multiprocessing.get_context("spawn")
pool = context.Pool(2)
time.sleep(PAUSE)
pool.terminate()
print("terminated at last", flush=True)
