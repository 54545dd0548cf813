"""A flow that fails, dies and waits where it is told to."""

import os
import signal
import time

from fanfold import FlowSpec, Parameter, step


class Troubled(FlowSpec):
    """Goes wrong."""

    count = Parameter("count", default=6)
    wait = Parameter("wait", default=0.0)
    trouble = Parameter("trouble", default=True)

    @step
    def start(self):
        self.items = list(range(self.count))
        self.next(self.work, foreach="items")

    @step
    def work(self):
        self.square = self.input**2
        if self.trouble and self.input == 2:
            raise ValueError("two is one too many")
        if self.trouble and self.input == 4:
            print("last words")
            os.kill(os.getpid(), signal.SIGKILL)
        if self.input:
            time.sleep(self.wait)
        self.next(self.join)

    @step
    def join(self, inputs):
        self.total = sum(each.square for each in inputs)
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    Troubled()
