import threading
from multiprocessing import Pipe, Process


def tell(end):
    end.send((threading.get_ident(), threading.get_native_id()))


if __name__ == "__main__":
    mine, theirs = Pipe()
    told = []
    for _ in range(3):
        p = Process(target=tell, args=(theirs,))
        p.start()
        told.append(mine.recv())
        p.join()
    idents, numbers = map(set, zip(*told))
    print("get_ident:", len(idents), "different", flush=True)
    print("get_native_id:", len(numbers), "different", flush=True)
