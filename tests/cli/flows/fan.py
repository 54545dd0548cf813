"""A flow that fans out, prints, and fails or waits where it is told to."""

import sys
import time

from fanfold import FlowSpec, Parameter, step


class FanFlow(FlowSpec):
    """Squares numbers."""

    count = Parameter("count", default=20, help="How many numbers.")
    fail = Parameter("fail", default=-1, help="The number that fails.")
    wait = Parameter("wait", default=0.0, help="Seconds that each number takes.")
    who = Parameter("who", required=True)

    @step
    def start(self):
        print("hello", self.who)
        print("  aside", file=sys.stderr)
        self.numbers = range(self.count)
        self.next(self.square, foreach="numbers")

    @step
    def square(self):
        if self.wait:
            print("begun")
            sys.stdout.flush()
            time.sleep(self.wait)
        if self.input == self.fail:
            raise ValueError(f"{self.input} is not for me")
        self.result = self.input**2
        self.next(self.join)

    @step
    def join(self, inputs):
        self.total = sum(inp.result for inp in inputs)
        self.next(self.end)

    @step
    def end(self):
        print("total", self.total)


if __name__ == "__main__":
    FanFlow()
