"""The guide on iterable types: dict."""

from metaflow import FlowSpec, step


class IterableDictFlow(FlowSpec):
    @step
    def start(self):
        # Dictionaries (iterates over keys)
        self.items = {"x": 1, "y": 2}
        self.next(self.process, foreach="items")  # self.input will be 'x', then 'y'

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
    IterableDictFlow()
