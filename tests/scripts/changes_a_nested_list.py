import multiprocessing
import sys

context = multiprocessing.get_context(sys.argv[1])

if __name__ == "__main__":
    with context.Manager() as manager:
        plain, nested = manager.dict(), manager.dict()
        plain["numbers"] = [1]
        plain["numbers"].append(2)
        print(plain, flush=True)
        nested["numbers"] = manager.list([1])
        nested["numbers"].append(2)
        print(nested["numbers"], len(nested), flush=True)
        copy = plain["numbers"]
        copy.append(3)
        plain["numbers"] = copy
        print(plain, dict(plain), [key for key in plain.keys()], flush=True)
