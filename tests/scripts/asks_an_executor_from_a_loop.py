import asyncio
from concurrent.futures import ThreadPoolExecutor


async def main():
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(2) as pool:
        print(await asyncio.gather(*(loop.run_in_executor(pool, pow, 2, n) for n in range(4))))
    print(await loop.run_in_executor(None, pow, 3, 2))
    try:
        await loop.run_in_executor(None, int, "x")
    except ValueError as error:
        print(error)


asyncio.run(main())
