"""Items that take `--item-seconds`, and every hundredth `--long-seconds` if that is given: sleeping or computing."""

import time

from fanfold import FlowSpec, Parameter, step


class TimedFlow(FlowSpec):
    count = Parameter("count", default=20)
    item_seconds = Parameter("item-seconds", default=1.0)
    long_seconds = Parameter("long-seconds", default=0.0)
    compute = Parameter("compute", default=False)

    @step
    def start(self):
        self.numbers = range(self.count)
        self.next(self.work, foreach="numbers")

    @step
    def work(self):
        is_long = self.long_seconds and self.input % 100 == 37
        seconds = self.long_seconds if is_long else self.item_seconds
        if self.compute:
            end = time.thread_time() + seconds
            while time.thread_time() < end:
                pass
        else:
            time.sleep(seconds)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    TimedFlow()
