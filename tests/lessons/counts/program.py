from multiprocessing import Manager, Process


def count(totals):
    totals["k"] += 1


if __name__ == "__main__":
    with Manager() as manager:
        totals = manager.dict(k=0)
        counters = [Process(target=count, args=(totals,), name=name) for name in ("a", "b")]
        for counter in counters:
            counter.start()
        for counter in counters:
            counter.join()
        print("total:", totals["k"])
