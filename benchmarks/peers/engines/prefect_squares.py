"""Prefect with its own temporary server and database, one task run per item, in threads of one process."""

import os
import sys

os.environ["PREFECT_HOME"] = os.getcwd()
os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
os.environ["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] = "120"
os.environ["DO_NOT_TRACK"] = "1"

from prefect import flow, task  # it reads its settings as it is imported
from prefect.task_runners import ThreadPoolTaskRunner


@task
def square(x):
    return x**2


@flow(task_runner=ThreadPoolTaskRunner(max_workers=2))
def squares(count):
    return sum(future.result() for future in square.map(range(count)))


if __name__ == "__main__":
    count = int(sys.argv[1])
    assert squares(count) == (count - 1) * count * (2 * count - 1) // 6
