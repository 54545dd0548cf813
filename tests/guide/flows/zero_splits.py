"""The guide's implementation details: nothing to fan out over."""

from metaflow import FlowSpec, step


class ZeroSplitsFlow(FlowSpec):
    @step
    def start(self):
        self.items = []
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
    ZeroSplitsFlow()
