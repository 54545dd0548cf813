"""The guide on iterable types: generator."""

from metaflow import FlowSpec, step


class IterableGeneratorFlow(FlowSpec):
    @step
    def start(self):
        # Generators (must be materialized)
        self.items = list(x for x in range(10) if x % 2 == 0)
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
    IterableGeneratorFlow()
