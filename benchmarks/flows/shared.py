"""Items that all refer to one large object, as `[(number, data) for number in …]` makes them."""

from fanfold import FlowSpec, Parameter, step


class SharedFlow(FlowSpec):
    count = Parameter("count", default=1_000)
    megabytes = Parameter("megabytes", default=100)

    @step
    def start(self):
        import numpy as np

        data = np.random.default_rng(1).integers(0, 255, self.megabytes * 1_000_000, dtype="uint8")
        pairs = [(number, data) for number in range(self.count)]
        self.pairs = iter(pairs)
        self.next(self.look, foreach="pairs")

    @step
    def look(self):
        number, data = self.input
        self.found = int(data[number])
        self.next(self.join)

    @step
    def join(self, inputs):
        self.total = sum(inp.found for inp in inputs)
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    SharedFlow()
