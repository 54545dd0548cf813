"""Metaflow: the same flow file as ours, but for the import."""

import os
import sys

os.environ.setdefault("METAFLOW_USER", "bench")

from metaflow import FlowSpec, Parameter, step  # it reads the user's name as it is imported


class SquaresFlow(FlowSpec):
    count = Parameter("count", default=10)

    @step
    def start(self):
        self.numbers = range(self.count)
        self.next(self.square, foreach="numbers")

    @step
    def square(self):
        self.squared = self.input**2
        self.next(self.join)

    @step
    def join(self, inputs):
        self.total = sum(inp.squared for inp in inputs)
        self.next(self.end)

    @step
    def end(self):
        assert self.total == (self.count - 1) * self.count * (2 * self.count - 1) // 6


if __name__ == "__main__":
    if len(sys.argv) == 2:
        sys.argv[1:] = [
            "--quiet",
            "run",
            "--count",
            sys.argv[1],
            "--max-num-splits",
            "100000",
            "--max-workers",
            "2",
        ]
    SquaresFlow()
