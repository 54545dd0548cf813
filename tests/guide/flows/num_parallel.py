"""The guide on `num_parallel`."""

import random

from metaflow import FlowSpec, step


def train_with_random_seed(seed):
    return random.Random(seed).randint(1, 1000)


class NumParallelFlow(FlowSpec):
    @step
    def start(self):
        # Run 4 parallel instances
        self.next(self.train_model, num_parallel=4)

    @step
    def train_model(self):
        # self.input is the task index: 0, 1, 2, 3
        # self.index is also 0, 1, 2, 3
        seed = self.index
        self.result = train_with_random_seed(seed)
        self.pair = (self.input, self.index)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.results = [inp.result for inp in inputs]
        self.pairs = [inp.pair for inp in inputs]
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    NumParallelFlow()
