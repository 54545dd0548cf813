"""The guide on collecting results."""

from metaflow import FlowSpec, step


class CollectingResultsFlow(FlowSpec):
    @step
    def start(self):
        self.words = ["fan", "fold", "flow"]
        self.next(self.process, foreach="words")

    @step
    def process(self):
        self.result = self.input.upper()
        self.score = len(set(self.input)) + self.index / 10
        self.next(self.join)

    @step
    def join(self, inputs):
        # List of all results
        self.results = [inp.result for inp in inputs]

        # Dictionary indexed by input value
        self.results_dict = {inp.input: inp.result for inp in inputs}

        # Find best result
        best = max(inputs, key=lambda x: x.score)
        self.best_result = best.result

        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    CollectingResultsFlow()
