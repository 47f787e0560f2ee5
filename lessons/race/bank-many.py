from threading import Thread

TURNS = 300_000
balance = 0


def textbook(n):
    global balance
    for _ in range(TURNS):
        balance = balance + n
        balance = balance - n


def with_a_call(n):
    global balance
    for _ in range(TURNS):
        balance += int(n)
        balance -= int(n)


def together(change):
    threads = [Thread(target=change, args=(n,)) for n in (5, 8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return balance


if __name__ == '__main__':
    print('textbook loop:', together(textbook), flush=True)
    balance = 0
    print('with a call:', together(with_a_call), flush=True)
