"""The guide's nested foreach."""

from metaflow import FlowSpec, step


def train(model_name, params):
    favourite = {"linear": 0.01, "tree": 0.001, "neural": 0.0001}[model_name]
    return 1.0 if params["lr"] == favourite else 0.5


class NestedForeachFlow(FlowSpec):
    @step
    def start(self):
        self.models = ["linear", "tree", "neural"]
        self.next(self.train_model, foreach="models")

    @step
    def train_model(self):
        self.model_name = self.input
        self.param_sets = [{"lr": 0.01}, {"lr": 0.001}, {"lr": 0.0001}]
        self.next(self.tune_params, foreach="param_sets")

    @step
    def tune_params(self):
        params = self.input
        self.score = train(self.model_name, params)
        self.next(self.join_params)

    @step
    def join_params(self, inputs):
        # Join the parameter tuning for this model
        best = max(inputs, key=lambda x: x.score)
        self.best_params = best.input
        self.best_score = best.score
        self.next(self.join_models)

    @step
    def join_models(self, inputs):
        # Join all models
        self.results = {
            inp.model_name: {"params": inp.best_params, "score": inp.best_score} for inp in inputs
        }
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    NestedForeachFlow()
