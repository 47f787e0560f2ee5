from threading import Thread

balance = 0


def deposit(n):
    global balance
    balance = balance + n


if __name__ == '__main__':
    threads = [Thread(target=deposit, args=(n,)) for n in (5, 8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print('balance:', balance, flush=True)
