"""The guide's grid search."""

from metaflow import FlowSpec, step


def train_and_evaluate(params):
    return len(params["layers"]) * 10 - abs(params["batch_size"] - 64) - params["learning_rate"]


class GridSearchFlow(FlowSpec):
    @step
    def start(self):
        import itertools

        # Generate parameter grid
        param_grid = {
            "learning_rate": [0.01, 0.001, 0.0001],
            "batch_size": [32, 64, 128],
            "layers": [[64], [64, 32], [128, 64, 32]],
        }
        keys = param_grid.keys()
        values = param_grid.values()
        self.param_combinations = [dict(zip(keys, v)) for v in itertools.product(*values)]
        self.next(self.train, foreach="param_combinations")

    @step
    def train(self):
        params = self.input
        self.score = train_and_evaluate(params)
        self.next(self.select_best)

    @step
    def select_best(self, inputs):
        best = max(inputs, key=lambda x: x.score)
        self.best_params = best.input
        self.best_score = best.score
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    GridSearchFlow()
