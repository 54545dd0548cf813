"""A step forks, and the child comes back out of it as if it were the task itself: in one way for each item."""

import os
import sys

from fanfold import FlowSpec, step


class ForkingFlow(FlowSpec):
    @step
    def start(self):
        self.ways = ["returns", "raises", "exits"]
        self.next(self.work, foreach="ways")

    @step
    def work(self):
        self.way = self.input
        child = os.fork()
        if child == 0:
            self.way = "of a child"
            if self.input == "raises":
                raise ValueError("in the child")
            if self.input == "exits":
                sys.exit(3)
        else:
            self.code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        self.next(self.join)

    @step
    def join(self, inputs):
        self.codes = {each.way: each.code for each in inputs}
        self.next(self.end)

    @step
    def end(self):
        print("RESULT", self.codes)


if __name__ == "__main__":
    ForkingFlow()
