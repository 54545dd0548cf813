"""Three linear steps for each item."""

from fanfold import FlowSpec, Parameter, step


class LinksFlow(FlowSpec):
    count = Parameter("count", default=100_000)

    @step
    def start(self):
        self.numbers = range(self.count)
        self.next(self.square, foreach="numbers")

    @step
    def square(self):
        self.squared = self.input**2
        self.next(self.double)

    @step
    def double(self):
        self.doubled = 2 * self.squared
        self.next(self.negate)

    @step
    def negate(self):
        self.negated = -self.doubled
        self.next(self.join)

    @step
    def join(self, inputs):
        self.total = sum(inp.negated for inp in inputs)
        self.next(self.end)

    @step
    def end(self):
        assert self.total == -2 * ((self.count - 1) * self.count * (2 * self.count - 1) // 6)


if __name__ == "__main__":
    LinksFlow()
