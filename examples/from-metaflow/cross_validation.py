"""k-fold cross-validation: the items are tuples that hold index arrays, and each task reads the whole data.

fanfold run cross_validation.py
"""

import numpy as np
from metaflow import FlowSpec, Parameter, current, step


class CrossValidationFlow(FlowSpec):
    """Fits a line on every fold but one, and measures on that one."""

    folds_count = Parameter("folds", help="How many folds.", default=5)

    @step
    def start(self):
        rng = np.random.RandomState(7)
        self.X = rng.normal(size=(200, 3))
        self.y = self.X @ np.array([2.0, -1.0, 0.5]) + rng.normal(scale=0.01, size=200)
        order = rng.permutation(200)
        parts = np.array_split(order, self.folds_count)
        self.folds = list(enumerate((np.setdiff1d(order, part), part) for part in parts))
        self.next(self.fit, foreach="folds")

    @step
    def fit(self):
        self.fold, (train, test) = self.input
        self.weights, *_ = np.linalg.lstsq(self.X[train], self.y[train], rcond=None)
        self.error = float(np.sqrt(np.mean((self.X[test] @ self.weights - self.y[test]) ** 2)))
        print(f"fold {self.fold}: off by {self.error:.3f}")
        self.next(self.join)

    @step
    def join(self, inputs):
        self.errors = {inp.fold: inp.error for inp in inputs}
        self.weights = np.mean([inp.weights for inp in inputs], axis=0)
        self.merge_artifacts(inputs, exclude=["fold", "error"])
        self.next(self.end)

    @step
    def end(self):
        assert self.X.shape == (200, 3), "merged: it was the same in all folds"
        print(
            f"{len(self.errors)} folds of run {current.run_id}, at most {max(self.errors.values()):.2f} off"
        )
        print("weights:", *(f"{weight:.1f}" for weight in self.weights))


if __name__ == "__main__":
    CrossValidationFlow()
