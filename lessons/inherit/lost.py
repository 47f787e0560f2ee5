import tempfile
from multiprocessing import Process

notes = tempfile.NamedTemporaryFile("w+")


def note(word):
    notes.write(word)
    print("child wrote", word, flush=True)


if __name__ == "__main__":
    p = Process(target=note, args=("hello",))
    p.start()
    p.join()
    with open(notes.name) as again:
        print("in the file:", repr(again.read()), flush=True)
