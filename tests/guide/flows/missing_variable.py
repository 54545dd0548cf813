"""The guide's implementation details: a foreach variable that does not exist."""

from metaflow import FlowSpec, step


class MissingVariableFlow(FlowSpec):
    @step
    def start(self):
        self.next(self.process, foreach="items")

    @step
    def process(self):
        self.result = self.input
        self.next(self.join)

    @step
    def join(self, inputs):
        self.results = [inp.result for inp in inputs]
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    MissingVariableFlow()
