import multiprocessing


def made_again():
    raise ValueError("cannot be made again")


class Fragile:
    def __reduce__(self):
        return made_again, ()


def show(thing):
    print("shown", flush=True)


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    p = context.Process(target=show, args=(Fragile(),))
    p.start()
    p.join()
    print("the parent goes on after", p.exitcode, flush=True)
