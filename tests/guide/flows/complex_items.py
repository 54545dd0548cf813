"""The guide on complex items."""

from metaflow import FlowSpec, step


def train_model(model_type, params):
    return f"{model_type} with {params}"


class ComplexItemsFlow(FlowSpec):
    @step
    def start(self):
        self.configs = [
            {"model": "rf", "params": {"n_trees": 100}},
            {"model": "xgb", "params": {"max_depth": 5}},
            {"model": "nn", "params": {"layers": [64, 32]}},
        ]
        self.next(self.train, foreach="configs")

    @step
    def train(self):
        config = self.input
        model_type = config["model"]
        params = config["params"]

        self.result = train_model(model_type, params)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.results = [inp.result for inp in inputs]
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    ComplexItemsFlow()
