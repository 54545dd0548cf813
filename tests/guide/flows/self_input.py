"""The guide on `self.input`."""

from metaflow import FlowSpec, step


class SelfInputFlow(FlowSpec):
    @step
    def start(self):
        self.numbers = [1, 2, 3, 4, 5]
        self.next(self.square, foreach="numbers")

    @step
    def square(self):
        # self.input is 1, then 2, then 3, etc.
        self.result = self.input**2
        self.next(self.join)

    @step
    def join(self, inputs):
        self.results = [inp.result for inp in inputs]
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    SelfInputFlow()
