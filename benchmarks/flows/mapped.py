"""`fanfold.map` of `x ** 2`: `mapped.py COUNT [--cache] [--generator] [--only-called]`; unless it is only to be
called, all results are gone through.
"""

import sys

import fanfold


def square(x):
    return x**2


if __name__ == "__main__":
    count = int(sys.argv[1])
    numbers = range(count) if "--generator" not in sys.argv else (x for x in range(count))
    results = fanfold.map(square, numbers, cache="--cache" in sys.argv, max_workers=2, show_output=False)
    assert len(results) == count
    assert "--only-called" in sys.argv or sum(results) == (count - 1) * count * (2 * count - 1) // 6
