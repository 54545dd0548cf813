"""A join that takes its inputs as they come: mean and spread of many measurements, in flat memory.

    python examples/running_mean.py run
    python examples/running_mean.py run --batches 20000

The join begins with the first batch that is measured. Kill the run at any moment and type `resume`: it goes
on behind its last checkpoint, and no batch counts twice.
"""

import random

from fanfold import FlowSpec, Parameter, step


class RunningMeanFlow(FlowSpec):
    batches = Parameter("batches", default=500, help="How many batches of 100 measurements.")

    @step
    def start(self):
        self.numbers = range(self.batches)
        self.next(self.measure, foreach="numbers")

    @step
    def measure(self):
        chance = random.Random(self.input)
        values = [chance.gauss(20.0, 2.0) for _ in range(100)]
        self.count = len(values)
        self.mean = sum(values) / self.count
        self.squares = sum((value - self.mean) ** 2 for value in values)
        self.next(self.add_up)

    @step
    def add_up(self, inputs):
        self.count, self.mean, self.squares = 0, 0.0, 0.0
        for inp in inputs.as_completed():  # what is kept is kept on self, so that it can be taken up again
            apart = inp.mean - self.mean
            count = self.count + inp.count
            self.squares += inp.squares + apart**2 * self.count * inp.count / count
            self.mean += apart * inp.count / count
            self.count = count
        self.next(self.end)

    @step
    def end(self):
        spread = (self.squares / self.count) ** 0.5
        print(f"{self.count} measurements: {self.mean:.2f} on average, give or take {spread:.2f}")


if __name__ == "__main__":
    RunningMeanFlow()
