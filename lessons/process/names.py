from multiprocessing import Process, current_process, get_context


def leaf():
    print(current_process().name, flush=True)


def branch():
    leaf()
    p = Process(target=leaf)
    p.start()
    p.join()


if __name__ == "__main__":
    children = [
        Process(target=branch),
        Process(target=leaf, name="Bob"),
        get_context("fork").Process(target=leaf),
    ]
    for child in children:
        child.start()
        child.join()
