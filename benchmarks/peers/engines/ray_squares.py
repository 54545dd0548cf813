"""Ray on two local cores, one remote call per item."""

import os
import sys

os.environ["RAY_AUTH_MODE"] = "disabled"  # otherwise it leaves a file in the home folder

import ray  # it reads that as it is imported


@ray.remote
def square(x):
    return x**2


if __name__ == "__main__":
    count = int(sys.argv[1])
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    total = sum(ray.get([square.remote(x) for x in range(count)]))
    assert total == (count - 1) * count * (2 * count - 1) // 6
    ray.shutdown()
