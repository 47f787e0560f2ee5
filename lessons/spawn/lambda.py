import multiprocessing

if __name__ == "__main__":
    for method in "fork", "spawn":
        context = multiprocessing.get_context(method)
        p = context.Process(target=lambda: print("hello", flush=True))
        try:
            p.start()
            p.join()
        except Exception as error:
            print(method, "raises", type(error).__name__, flush=True)
