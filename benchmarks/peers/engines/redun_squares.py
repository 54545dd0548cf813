"""redun with its database in a file, one task per item, in two threads of one process."""

import sys

from redun import Scheduler, task
from redun.config import Config

redun_namespace = "bench"


@task()
def square(x):
    return x**2


@task()
def total(squares):
    return sum(squares)


@task()
def squares(count):
    return total([square(x) for x in range(count)])


if __name__ == "__main__":
    count = int(sys.argv[1])
    config = {
        "backend": {"db_uri": "sqlite:///redun.db"},
        "executors.default": {"type": "local", "max_workers": "2"},
    }
    scheduler = Scheduler(config=Config(config))
    scheduler.load()
    assert scheduler.run(squares(count)) == (count - 1) * count * (2 * count - 1) // 6
