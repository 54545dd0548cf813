"""Items that only wait, as those that call a service do: more of them than cores should be under way at once."""

import time

from fanfold import FlowSpec, Parameter, step


class SleepsFlow(FlowSpec):
    count = Parameter("count", default=32)
    item_seconds = Parameter("item-seconds", default=0.5)

    @step
    def start(self):
        self.numbers = range(self.count)
        self.next(self.wait, foreach="numbers")

    @step
    def wait(self):
        time.sleep(self.item_seconds)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.waited = len(inputs)
        self.next(self.end)

    @step
    def end(self):
        assert self.waited == self.count


if __name__ == "__main__":
    SleepsFlow()
