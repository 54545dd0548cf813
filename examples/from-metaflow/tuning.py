"""A foreach inside a foreach: each model has a grid of its own, and each level is folded by its own join.

fanfold run tuning.py
"""

from collections import namedtuple

from metaflow import FlowSpec, step

Model = namedtuple("Model", "name grid")


class TuningFlow(FlowSpec):
    """Finds the best setting of each model, and the best model."""

    @step
    def start(self):
        self.models = [Model("ridge", [0.1, 1.0, 10.0]), Model("lasso", [0.5, 0.9])]
        self.next(self.tune, foreach="models")

    @step
    def tune(self):
        self.model, self.grid = self.input
        self.next(self.fit, foreach="grid")

    @step
    def fit(self):
        self.alpha = self.input
        self.loss = abs(self.alpha - 0.8)
        self.where = [index for index, _, _ in self.foreach_stack()]
        self.next(self.pick)

    @step
    def pick(self, inputs):
        best = min(inputs, key=lambda inp: inp.loss)
        self.best = (best.model, best.alpha, round(best.loss, 3))
        self.places = [inp.where for inp in inputs]
        self.next(self.compare)

    @step
    def compare(self, inputs):
        self.ranking = sorted((inp.best for inp in inputs), key=lambda found: found[2])
        self.places = [place for inp in inputs for place in inp.places]
        self.next(self.end)

    @step
    def end(self):
        assert self.places == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1]]
        for model, alpha, loss in self.ranking:
            print(f"{model}: alpha {alpha}, off by {loss}")


if __name__ == "__main__":
    TuningFlow()
