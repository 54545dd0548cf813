"""dask.distributed on two local worker processes, one future per item."""

import sys

from dask.distributed import Client, LocalCluster


def square(x):
    return x**2


if __name__ == "__main__":
    count = int(sys.argv[1])
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        total = sum(client.gather(client.map(square, range(count))))
    assert total == (count - 1) * count * (2 * count - 1) // 6
