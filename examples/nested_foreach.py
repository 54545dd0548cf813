"""A foreach inside a foreach: several models, and for each of them several settings.

    python examples/nested_foreach.py run

The inner join runs once for each model, and the outer one brings the models together.
"""

import math

from fanfold import FlowSpec, step

MODELS = {
    "linear": lambda x, scale: scale * x,
    "quadratic": lambda x, scale: scale * x * x,
    "wave": lambda x, scale: scale * math.sin(x),
}


class NestedForeachFlow(FlowSpec):
    """Which model, with which scale, comes closest to the points?"""

    @step
    def start(self):
        """Fan out over the models."""
        self.points = [(x / 10, 2 * math.sin(x / 10)) for x in range(30)]
        self.models = list(MODELS)
        self.next(self.train_model, foreach="models")

    @step
    def train_model(self):
        """One model: fan out once more, over its scales."""
        self.model_name = self.input
        self.scales = [0.5, 1.0, 2.0, 4.0]
        self.next(self.tune_scale, foreach="scales")

    @step
    def tune_scale(self):
        """One scale of one model. `foreach_stack` says where this task stands, outermost level first."""
        (model_index, models_count, model), (scale_index, scales_count, scale) = self.foreach_stack()
        print(f"{model} ({model_index + 1} of {models_count}), {scale} ({scale_index + 1} of {scales_count})")
        predict = MODELS[self.model_name]
        self.error = sum(abs(predict(x, self.input) - y) for x, y in self.points) / len(self.points)
        self.next(self.join_scales)

    @step
    def join_scales(self, inputs):
        """The best scale of one model. `self.input` is again the model here."""
        best = min(inputs, key=lambda inp: inp.error)
        self.model_name = self.input
        self.best_scale = best.input
        self.best_error = best.error
        self.next(self.join_models)

    @step
    def join_models(self, inputs):
        """All models side by side."""
        self.results = {inp.model_name: (inp.best_error, inp.best_scale) for inp in inputs}
        self.next(self.end)

    @step
    def end(self):
        """Print them, the closest first."""
        for name, (error, scale) in sorted(self.results.items(), key=lambda result: result[1]):
            print(f"{name:10} scale {scale}: off by {error:.3f} on average")


if __name__ == "__main__":
    NestedForeachFlow()
