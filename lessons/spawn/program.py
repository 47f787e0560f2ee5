import multiprocessing

LETTERS = 1000
TIMES = 2
colour = "red"


def show(method, text):
    print(method, "child:", __name__, "sees", colour, flush=True)
    print(method, "child has", len(text), "letters", flush=True)


if __name__ == "__main__":
    colour = "blue"
    for method in ("fork", "spawn") * TIMES:
        context = multiprocessing.get_context(method)
        p = context.Process(target=show, args=(method, "x" * LETTERS))
        p.start()
        p.join()
