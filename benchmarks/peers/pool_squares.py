"""`ProcessPoolExecutor(2).map` of `x ** 2`: `pool_squares.py COUNT CHUNK`. It records nothing."""

import sys
from concurrent.futures import ProcessPoolExecutor


def square(x: int) -> int:
    return x**2


if __name__ == "__main__":
    count, chunk = int(sys.argv[1]), int(sys.argv[2])
    with ProcessPoolExecutor(2) as pool:
        total = sum(pool.map(square, range(count), chunksize=chunk))
    assert total == (count - 1) * count * (2 * count - 1) // 6
