for number in range(20000):
    print(number, "x" * (number % 50))
