"""A switch that loops to itself `--turns` times."""

from fanfold import FlowSpec, Parameter, step


class TurnsFlow(FlowSpec):
    turns = Parameter("turns", default=100_000)

    @step
    def start(self):
        self.count = 0
        self.next(self.turn)

    @step
    def turn(self):
        self.count += 1
        self.more = self.count < self.turns
        self.next({True: self.turn, False: self.end}, condition="more")

    @step
    def end(self):
        assert self.count == self.turns


if __name__ == "__main__":
    TurnsFlow()
