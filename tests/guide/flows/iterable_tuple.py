"""The guide on iterable types: tuple."""

from metaflow import FlowSpec, step


class IterableTupleFlow(FlowSpec):
    @step
    def start(self):
        # Tuples
        self.items = ("a", "b", "c")
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
    IterableTupleFlow()
