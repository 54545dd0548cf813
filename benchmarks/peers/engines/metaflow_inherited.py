"""Metaflow: tasks that each read one inherited array of 200 MB, as in our `flows/inherited.py`."""

import os
import sys

os.environ.setdefault("METAFLOW_USER", "bench")

from metaflow import FlowSpec, Parameter, step  # it reads the user's name as it is imported


class InheritedFlow(FlowSpec):
    count = Parameter("count", default=20)
    megabytes = Parameter("megabytes", default=200)

    @step
    def start(self):
        import numpy as np

        self.data = np.arange(self.megabytes * 125_000, dtype="float64")
        self.numbers = range(self.count)
        self.next(self.read, foreach="numbers")

    @step
    def read(self):
        self.found = float(self.data[self.input])
        self.next(self.join)

    @step
    def join(self, inputs):
        self.found = [inp.found for inp in inputs]
        self.next(self.end)

    @step
    def end(self):
        assert self.found == [float(number) for number in range(self.count)]


if __name__ == "__main__":
    if len(sys.argv) == 2:
        sys.argv[1:] = ["--quiet", "run", "--count", sys.argv[1], "--max-workers", "2"]
    InheritedFlow()
