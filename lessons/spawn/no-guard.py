import multiprocessing


def show():
    print("shown", flush=True)


print("this is", __name__, flush=True)
context = multiprocessing.get_context("spawn")
p = context.Process(target=show)
p.start()
p.join()
print("the parent goes on after", p.exitcode, flush=True)
