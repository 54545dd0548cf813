"""A foreach of `x ** 2` with a join: the user's code costs next to nothing, so what remains is the engine."""

from fanfold import FlowSpec, Parameter, step


class SquaresFlow(FlowSpec):
    count = Parameter("count", default=10_000)

    @step
    def start(self):
        self.numbers = range(self.count)
        self.next(self.square, foreach="numbers")

    @step
    def square(self):
        self.squared = self.input**2
        self.next(self.join)

    @step
    def join(self, inputs):
        self.total = sum(inp.squared for inp in inputs)
        self.next(self.end)

    @step
    def end(self):
        assert self.total == (self.count - 1) * self.count * (2 * self.count - 1) // 6


if __name__ == "__main__":
    SquaresFlow()
