"""The guide on `self.index`."""

from metaflow import FlowSpec, step


class SelfIndexFlow(FlowSpec):
    @step
    def start(self):
        self.numbers = [1, 2, 3, 4, 5]
        self.next(self.square, foreach="numbers")

    @step
    def square(self):
        print(f"Processing item {self.index}: {self.input}")
        # Output:
        # Processing item 0: 1
        # Processing item 1: 2
        # Processing item 2: 3
        # ...
        self.result = self.input**2
        self.indexes = (self.index, self.input)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.results = [inp.result for inp in inputs]
        self.indexes = [inp.indexes for inp in inputs]
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    SelfIndexFlow()
