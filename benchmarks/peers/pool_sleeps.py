"""`ProcessPoolExecutor(16).map` of a wait: `pool_sleeps.py COUNT SECONDS`."""

import sys
import time
from concurrent.futures import ProcessPoolExecutor

if __name__ == "__main__":
    count, seconds = int(sys.argv[1]), float(sys.argv[2])
    with ProcessPoolExecutor(16) as pool:
        list(pool.map(time.sleep, [seconds] * count))
