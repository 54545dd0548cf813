"""A foreach in a foreach: `--outer` fans of `--inner` items, each folded, and the folds folded."""

from fanfold import FlowSpec, Parameter, step


class NestedFlow(FlowSpec):
    outer = Parameter("outer", default=1_000)
    inner = Parameter("inner", default=1_000)

    @step
    def start(self):
        self.groups = range(self.outer)
        self.next(self.split, foreach="groups")

    @step
    def split(self):
        self.group = self.input
        self.numbers = range(self.inner)
        self.next(self.square, foreach="numbers")

    @step
    def square(self):
        self.squared = self.input**2
        self.next(self.fold)

    @step
    def fold(self, inputs):
        self.total = sum(inp.squared for inp in inputs)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.total = sum(inp.total for inp in inputs)
        self.next(self.end)

    @step
    def end(self):
        n = self.inner
        assert self.total == self.outer * ((n - 1) * n * (2 * n - 1) // 6)


if __name__ == "__main__":
    NestedFlow()
