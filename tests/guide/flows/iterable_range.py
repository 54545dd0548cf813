"""The guide on iterable types: range."""

from metaflow import FlowSpec, step


class IterableRangeFlow(FlowSpec):
    @step
    def start(self):
        # Ranges
        self.items = range(10)
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
    IterableRangeFlow()
