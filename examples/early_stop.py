"""A grid search that stops once a combination is good enough.

    python examples/early_stop.py run
    python examples/early_stop.py run --good-enough 0.0001

`stop_when` names the method that looks at each finished combination; those that nobody has begun by then are
cancelled, and the join chooses among the others.
"""

from itertools import product

from fanfold import FlowSpec, Parameter, step


class EarlyStopFlow(FlowSpec):
    good_enough = Parameter("good-enough", default=0.005, help="Stop at an error below this.")

    @step
    def start(self):
        rates = [rate / 1000 for rate in range(1, 101)]
        self.grid = list(product(rates, (10, 30, 100, 300)))
        self.next(self.train, foreach="grid", stop_when="is_good_enough")

    @step
    def train(self):
        self.rate, steps = self.input
        value = 0.0
        for _ in range(steps):  # gradient descent on (value - 3) ** 2
            value -= self.rate * 2 * (value - 3)
        self.error = abs(value - 3)
        self.next(self.choose)

    def is_good_enough(self):
        return self.error < self.good_enough

    @step
    def choose(self, inputs):
        best = min(inputs, key=lambda each: each.error)
        self.rate, self.error = best.rate, best.error
        self.tried, self.not_tried = len(inputs), len(inputs.cancelled)
        self.next(self.end)

    @step
    def end(self):
        print(f"A rate of {self.rate} is off by {self.error:.5f}")
        print(f"Tried {self.tried} of {self.tried + self.not_tried} combinations")


if __name__ == "__main__":
    EarlyStopFlow()
