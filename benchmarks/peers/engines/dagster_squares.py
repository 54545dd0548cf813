"""Dagster: a dynamic output and one op per item, in one process, recorded in a database in a folder."""

import os
import sys

os.environ["DAGSTER_HOME"] = os.getcwd()
os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"

from dagster import DagsterInstance, DynamicOut, DynamicOutput, job, op

count = int(sys.argv[1])


@op(out=DynamicOut())
def numbers():
    for x in range(count):
        yield DynamicOutput(x, mapping_key=str(x))


@op
def square(x):
    return x**2


@op
def total(squares):
    return sum(squares)


@job
def squares():
    total(numbers().map(square).collect())


if __name__ == "__main__":
    with DagsterInstance.get() as instance:
        result = squares.execute_in_process(instance=instance)
    assert result.output_for_node("total") == (count - 1) * count * (2 * count - 1) // 6
