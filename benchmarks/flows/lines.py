"""Each item prints `--lines` lines; 0: it is silent."""

from fanfold import FlowSpec, Parameter, step


class LinesFlow(FlowSpec):
    count = Parameter("count", default=100_000)
    lines = Parameter("lines", default=1)

    @step
    def start(self):
        self.numbers = range(self.count)
        self.next(self.say, foreach="numbers")

    @step
    def say(self):
        for number in range(self.lines):
            print("line", number, "of item", self.input)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    LinesFlow()
