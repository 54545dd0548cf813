"""Grid search: every combination of settings is a task, and the join keeps the best.

    python examples/grid_search.py run
    python examples/grid_search.py run --steps 200

The model is a straight line fitted to noisy points by gradient descent, so that the example needs nothing but
Python.
"""

import itertools
import random

from fanfold import FlowSpec, Parameter, step


class GridSearchFlow(FlowSpec):
    """Find the learning rate, batch size and momentum that fit a line best."""

    steps = Parameter("steps", default=60, help="Steps of gradient descent for each combination")

    @step
    def start(self):
        """Make the points and the grid, and fan out over its combinations."""
        self.points = make_points(count=200, seed=7)
        grid = {
            "learning_rate": [0.3, 0.1, 0.01],
            "batch_size": [8, 32, 128],
            "momentum": [0.0, 0.5, 0.9],
        }
        self.combinations = [
            dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())
        ]
        self.next(self.train, foreach="combinations")

    @step
    def train(self):
        """Fit with one combination, and score what came out."""
        self.slope, self.offset = fit(self.points, steps=self.steps, **self.input)
        self.loss = mean_squared_error(self.points, self.slope, self.offset)
        self.next(self.select_best)

    @step
    def select_best(self, inputs):
        """Keep the combination with the least loss; the first of them, if several are equal."""
        best = min(inputs, key=lambda inp: inp.loss)
        self.tried = len(inputs)
        self.best_settings = best.input
        self.best_loss = best.loss
        self.line = (best.slope, best.offset)
        self.next(self.end)

    @step
    def end(self):
        """Print the winner."""
        settings = ", ".join(f"{name}={value}" for name, value in self.best_settings.items())
        print(f"Best of {self.tried} combinations: {settings}")
        print(f"It fits y = {self.line[0]:.2f} x + {self.line[1]:.2f} with a loss of {self.best_loss:.4f}")


def make_points(count, seed):
    """Points near y = 3 x + 1."""
    rng = random.Random(seed)
    xs = [rng.uniform(-1, 1) for _ in range(count)]
    return [(x, 3 * x + 1 + rng.gauss(0, 0.1)) for x in xs]


def fit(points, steps, learning_rate, batch_size, momentum):
    """Slope and offset after so many steps of gradient descent with momentum."""
    rng = random.Random(0)
    slope = offset = slope_speed = offset_speed = 0.0
    for _ in range(steps):
        batch = rng.sample(points, batch_size)
        errors = [(slope * x + offset - y, x) for x, y in batch]
        slope_speed = momentum * slope_speed - learning_rate * sum(e * x for e, x in errors) / batch_size
        offset_speed = momentum * offset_speed - learning_rate * sum(e for e, _ in errors) / batch_size
        slope += slope_speed
        offset += offset_speed
    return slope, offset


def mean_squared_error(points, slope, offset):
    """How far the line is from the points."""
    return sum((slope * x + offset - y) ** 2 for x, y in points) / len(points)


if __name__ == "__main__":
    GridSearchFlow()
