"""joblib with its default backend, one task per item, its batches chosen by itself."""

import sys

from joblib import Parallel, delayed


def square(x):
    return x**2


if __name__ == "__main__":
    count = int(sys.argv[1])
    total = sum(Parallel(n_jobs=2)(delayed(square)(x) for x in range(count)))
    assert total == (count - 1) * count * (2 * count - 1) // 6
