"""The least that a flow can be and still go somewhere."""

from fanfold import FlowSpec, step


class ThreeStepsFlow(FlowSpec):
    @step
    def start(self):
        self.x = 1
        self.next(self.middle)

    @step
    def middle(self):
        self.x += 1
        self.next(self.end)

    @step
    def end(self):
        assert self.x == 2


if __name__ == "__main__":
    ThreeStepsFlow()
