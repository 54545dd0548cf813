"""The guide on iterable types: list."""

from metaflow import FlowSpec, step


class IterableListFlow(FlowSpec):
    @step
    def start(self):
        # Lists
        self.items = [1, 2, 3]
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
    IterableListFlow()
